#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What each program says of itself, and that the page names the same options.
. "${0%/*}/lib.sh"
programs='dhf-ask dhf-ban dhf-band dhf-band-exec dhf-compile dhf-milter dhf-opensmtpd
    dhf-proxyenv dhf-relay dhf-report dhf-test dhf-trap dhf-watch dhf-zone dhfd'
plan 112

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

# wrong PROGRAM WHY [ARGUMENT...]: the last line of what is said, and 100
wrong() {
	program=$1 why=$2
	shift 2
	got=$($program "$@" 2>&1)
	same "$program $*" "$? $(printf '%s\n' "$got" | tail -n 1)" \
	    "100 $program: $why"
	like "$program $*: the usage" "$got" "usage: $program *"
}
many='an argument too many'
wrong dhf-test "$many; a client is asked about by -t: \"192.0.2.1\"" 192.0.2.1
wrong dhf-test 'nothing is asked: -t asks about a client'
wrong dhf-test 'that option of --replay needs it' --good x
wrong dhf-test '--replay goes with no other question' --replay -l
wrong dhf-ban 'say what to do'
wrong dhf-ban 'that is not one of them: "x"' x
wrong dhf-ban 'name an address' add
wrong dhf-ban "$many: a reason is a word, trap, storm, broadband, early-talker or manual: \"why\"" add 192.0.2.1 1h trap why
wrong dhf-ban "$many: \"x\"" serve x
wrong dhf-ask 'name a server and an address, or stdin' x
wrong dhf-ask "$many: \"c\"" x 192.0.2.1 a c
wrong dhf-ask '-t is for a message on stdin, not for an address: "192.0.2.1"' \
    -t mx x 192.0.2.1
wrong dhf-compile "$many: \"b\"" a b
wrong dhf-milter 'name a socket'
wrong dhf-milter "$many: \"b\"" a b
wrong dhf-opensmtpd "$many: \"a\"" a
wrong dhf-relay 'name a socket and a program' a
wrong dhf-watch 'name a log'
wrong dhf-trap "$many: \"b\"" a b
wrong dhf-report 'one format, please' -t -j
wrong dhf-band "$many: \"a\"" a
wrong dhf-band-exec '-a and -d are needed' -a x
wrong dhfd 'one thing at a time' --dump --load
wrong dhfd "$many: \"a\"" a
