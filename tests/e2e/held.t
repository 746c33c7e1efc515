#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Ten thousand refused clients in one loop: what they cost, and how soon all
# have been told when it stops.
. "${0%/*}/lib.sh"
of_tree
[ -r /proc/self/statm ] || skip_all 'no /proc'
src=$tools/held-many.c
# shellcheck disable=SC2046 # words
${CC:-cc} -std=c11 -D_XOPEN_SOURCE=700 -I"$top/src" -O2 -o "$tmp/many" "$src" \
    "$top"/src/serve/held.c "$top"/src/serve/held_one.c \
    "$top"/src/serve/talk.c "$top"/src/serve/flow.c "$top"/src/serve/quota.c \
    "$top"/src/smtp/*.c "$top"/src/base/*.c \
    $(pkg-config --cflags --libs libuv 2>/dev/null || echo -luv) || exit 1

# many: hold them; a machine that is busy with other things may try again
many() {
	for _ in 1 2 3; do
		"$tmp/many" 10000 >"$tmp/said"
		status=$?
		[ $status = 0 ] && [ "$(said stop_ms)" -le 2000 ] && return
	done
}
said() { tr ' ' '\n' <"$tmp/said" | sed -n "s/^$1=//p"; }

many
[ "$status" != 77 ] || skip_all 'not so many descriptors'
plan 5
got=$(cat "$tmp/said")
note "$got"
is_at_most() { [ -n "$1" ] && [ "$1" -le "$2" ]; }
same 'each hears its refusal, and 421 when it stops' "$status" 0
same 'all are held at once' "$(said clients)" 10000
ok 'in at most 100 MB' is_at_most "$(said resident_kib)" 97656
ok 'of which a client has at most 8 KiB' is_at_most "$(said each)" 8192
ok 'and all are gone within 2 s' is_at_most "$(said stop_ms)" 2000
