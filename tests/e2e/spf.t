#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The RFC 7208 test suite of openspf.org: what src/spf makes of records, each
# answer of DNS a message.  Macros are not read, so cases that hang on one are
# "unread", and there are so many of them.
. "${0%/*}/lib.sh"
of_tree
suite=$shared/vectors/spf/rfc7208-tests.yml
[ -f "$suite" ] || skip_all 'no ../shared/vectors/spf'
python3 -c 'import yaml' 2>/dev/null || skip_all 'no python3-yaml: make deps-peers'
cd "$top" || exit 1
plan 1
src=tests/tools/spf-check.c
${CC:-cc} -std=c11 -D_XOPEN_SOURCE=700 -Isrc -O1 -o "$tmp/spf-check" $src \
    src/spf/*.c src/dns/*.c src/base/*.c -lcares || exit 1
got=$(python3 tests/model/spf_suite.py "$tmp/spf-check" "$suite" 2>&1)
is 'every case has the result that it should have' \
    '193 agree, 10 have macros, 0 wrong'
