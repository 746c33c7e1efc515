#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What each program says of itself, and that the page names the same options.
. "${0%/*}/lib.sh"
programs='dhf-ask dhf-ban dhf-band dhf-band-exec dhf-compile dhf-milter dhf-opensmtpd
    dhf-proxyenv dhf-relay dhf-report dhf-test dhf-trap dhf-watch dhf-zone dhfd'
plan 64

for program in $programs; do
	page=$(ls "$top/man/$program".[18])
	got=$($program -h 2>"$tmp/said")
	like "$program -h" "$? $got$(cat "$tmp/said")" "0 usage: $program *"
	printf '%s\n' "$got" | sed -n 's/^  \(-[a-zA-Z]\).*/\1/p' |
	    while read -r option; do
		grep -q "^\.It Fl ${option#-}\( \|\$\)" "$page" ||
		    echo "$option is not in the page"
	    done >"$tmp/missing"
	empty "the page of $program has all options of its help" "$tmp/missing"
	same "$program --help" "$($program --help)" "$got"
	same "$program -v" "$($program -v) $($program --version)" \
	    "$program 0.1.0 $program 0.1.0"
done
sed -n '/^\.Sh SEE ALSO/,/^\.Sh STANDARDS/p' "$top/man/dhf.7" >"$tmp/see"
for page in "$top"/man/*.[1578]; do
	name=${page##*/}
	[ "$name" = dhf.7 ] || grep -q "^\.Xr ${name%.*} ${name##*.}" "$tmp/see" ||
	    echo "$name"
done >"$tmp/missing"
empty 'dhf(7) leads to all pages' "$tmp/missing"
like 'dhf-test has -h and -v in a line of their own' "$(dhf-test -h)" \
    '*
       dhf-test -h | -v
*'
# what is not ours to choose may begin with a hyphen
got=$(dhf-ask "$tmp/none" 198.51.100.7 -h@x.example 2>&1)
like 'a recipient is no option' "$? $got" '5 dhf-ask: *'
got=$(dhf-trap "$tmp/none" -h 2>&1)
like 'nor is what stands behind a file' "$? $got" '100 usage: *'
