#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Every ICANN rule of the system's Public Suffix List, from the list through
# the image: the registrable domain is what tests/tools/suffix-names says.
. "${0%/*}/lib.sh"
of_tree
list=/usr/share/publicsuffix/public_suffix_list.dat
[ -f $list ] || list=/usr/local/share/public_suffix_list/public_suffix_list.dat
[ -f $list ] || skip_all 'no Public Suffix List here: package publicsuffix'
plan 5
# shellcheck disable=SC2086 # flags are words
${CC:-cc} ${CFLAGS:--O2} -std=c11 -D_XOPEN_SOURCE=700 -I"$top/src" \
    -o "$tmp/suffixes" "$tools/suffixes.c" "$top/src/libdhf.a" || exit 1
cd "$tmp" || exit 1

printf 'suffix_list %s\nscore 1 @class=dynamic\n' $list | rules
"$tools/suffix-names" $list >want || exit 1
ok 'there are names of thousands of rules' [ "$(wc -l <want)" -gt 40000 ]
cut -f 1 want | ./suffixes "$db" >got
cut -f 2 want | diff - got >complaints
empty 'the image knows the registrable domain of each' complaints
note "$(wc -l <want) names, $(cut -f 1 want | ./suffixes "$db" 20)"

printf 'suffix_list %s\nblock @class=odd\n' $list | rules
for name in router.lan mail.example.local mailserver lan. net mail.example.com \
    a.example mail.test 2.0.192.in-addr.arpa; do
	dhf-test -f "$db" -t "$name/192.0.2.1" | sed 's,/192.0.2.1 ->,,'
done >odd
same 'a name below no top-level domain is odd' "$(cat odd)" "\
router.lan block 553
mail.example.local block 553
mailserver block 553
lan. block 553
net pass
mail.example.com pass
a.example pass
mail.test pass
2.0.192.in-addr.arpa pass"

printf 'block @host=a.example\n' | rules
same 'an image without @class has no list' "$(wc -c <"$db")" 8192
printf 'suffix_list none\nscore 1 @class=dynamic\n' | rules
grep -c '^.*:2:1: warning: .*install the package publicsuffix' compiled >said
same 'without the list there is a warning' "$(cat said)" 1
