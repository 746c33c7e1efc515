#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Whom Received lines name: lines as servers write them about clients that try
# to be another, and real ones.
. "${0%/*}/lib.sh"
of_tree
python3 -c '' 2>/dev/null || skip_all 'no python3'
plan 2
# shellcheck disable=SC2086 # flags are words
${CC:-cc} ${CFLAGS:--O2} -std=c11 -D_XOPEN_SOURCE=700 -I"$top/src" \
    -o "$tmp/lines" "$tools/received-lines.c" "$top/src/libdhf.a" || exit 1
got=$("$top/tests/model/received.py" "$tmp/lines" \
    "${RECEIVED_LINES:-100000}" 2>&1)
ok 'no client passes for another' [ $? = 0 ]
note "$got"
real=$shared/received/lines.jsonl.gz
if [ -f "$real" ]; then
	got=$("$top/tests/model/received.py" -c "$real" "$tmp/lines" 2>&1)
	ok 'real lines are read as another program reads them' [ $? = 0 ]
	note "$got"
else
	skip 'real lines' "no $real here"
fi
