#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# DNS for many clients at once says what it says to one: whatever a server does
# (the faults of dns-faults.t), to all questions at once, two clients of an
# exchange are told the same as somebody who asks one question of his own
# resolver, and no question goes out for both.
. "${0%/*}/lib.sh"
of_tree
python3 -c '' 2>/dev/null || skip_all 'no python3'
cd "$top" || exit 1
cleanup() { kill $stub 2>/dev/null; }
stub=''
plan 9

# Rows of dns-faults.t that stand for any question, each as a name.
sed -n '/faults" <<.END/,/^END/p' tests/e2e/dns-faults.t |
    sed -n 's/^[DNU]* \* //p' | sed 's/^-u //; s/ [DN]$/ 127.0.0.2/' |
    sed 's/^D$/127.0.0.2/; s/^N$/nxdomain/' >"$tmp/faults"
awk '{ print "f" NR ".test", /^CNAME/ ? $0 : "A " $0 }' "$tmp/faults" |
    grep -v ' rdata=$' >"$tmp/zone"
cat >>"$tmp/zone" <<'END'
7.2.0.192.in-addr.arpa	PTR	mx.example
mx.example		A	192.0.2.7
8.2.0.192.in-addr.arpa	PTR	rotate b.example a.example
b.example		A	192.0.2.8
a.example		A	192.0.2.9 192.0.2.8
9.2.0.192.in-addr.arpa	PTR	mx.example
10.2.0.192.in-addr.arpa	PTR	gone.example fails.example
11.2.0.192.in-addr.arpa	PTR	servfail
fails.example		A	servfail
many.example		PTR	many-names=2500 rotate
long.example		TXT	long-text=64000
silent.example		*	silent
slow.example		A	delay=100 127.0.0.2
slow.example		TXT	delay=100 text
dead.test		*	silent
nodata.test		*	nodata
ring.test		CNAME	ring2.test
ring2.test		CNAME	ring.test
END
"$tools/dns-stub" -l "$tmp/asked" "$tmp/zone" >"$tmp/port" &
stub=$!
until [ -s "$tmp/port" ]; do kill -0 $stub || exit 1; done
read -r port <"$tmp/port"
${CC:-cc} -std=c11 -D_XOPEN_SOURCE=700 -Isrc -O2 -o "$tmp/look" \
    tests/tools/dns-look.c src/dns/*.c src/base/*.c -lcares || exit 1

# Ask alone, each question by itself, and together: what came in $alone, $first
# and $second, without the time.
both() {
	: >"$tmp/asked"
	"$tmp/look" -x "127.0.0.1:$port" "$@" >"$tmp/got"
	asked=$(wc -l <"$tmp/asked")
	first=$(sed '/^[0-9]* ms$/,$d' "$tmp/got")
	second=$(sed '1,/^[0-9]* ms$/d; /kept$/d' "$tmp/got")
	timeout=$1
	shift
	printf '%s\n' "$@" | xargs -P 8 -n 1 "$tmp/look" "127.0.0.1:$port" \
	    "$timeout" >"$tmp/lines"
	alone=$(printf '%s\n' "$@" | awk 'FNR == NR { line[$1] = $0; next }
	    { print line[$1] }' "$tmp/lines" -)
}

told() {
	same "$1: the first client" "$first" "$alone"
	same "$1: the second" "$second" "$alone"
}

# shellcheck disable=SC2046 # words
both 500 $(awk '/^f/ { print "A:" $1 }' "$tmp/zone")
told 'every fault'
ok 'every fault is there' [ "$(echo "$alone" | wc -l)" -ge 60 ]
both 1000 rdns:192.0.2.7 rdns:192.0.2.8 rdns:192.0.2.9 rdns:192.0.2.10 \
    rdns:192.0.2.11 rdns:192.0.2.12
told 'names of addresses'
both 1000 PTR:many.example TXT:long.example
told 'large answers'
both 1000 A:slow.example TXT:slow.example
ok 'a question is asked once for both' [ "$asked" = 2 ]
both 300 A:silent.example A:mx.example
ok 'a silent server is waited for until the deadline, by both' \
    [ "$first $second" = "A:silent.example UNKNOWN no answer in time
A:mx.example FOUND 192.0.2.7 A:silent.example UNKNOWN no answer in time
A:mx.example FOUND 192.0.2.7" ]
