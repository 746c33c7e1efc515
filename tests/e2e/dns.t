#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The room src/dns against a server over UDP and TCP: what it makes of right
# and wrong answers, how long that takes, and that all this is so in a static
# binary too, where the library was made for another C library.
. "${0%/*}/lib.sh"
of_tree
python3 -c '' 2>/dev/null || skip_all 'no python3'
[ -x "$tools/dns-stub" ] || skip_all 'no tests/tools/dns-stub'
cd "$top" || exit 1
cleanup() { kill $stub 2>/dev/null; }
stub=''
plan 17

cat >"$tmp/zone" <<'END'
7.2.0.192.in-addr.arpa	PTR	mx.example
mx.example		A	192.0.2.7
8.2.0.192.in-addr.arpa	PTR	rotate b.example a.example
b.example		A	192.0.2.8
a.example		A	192.0.2.9 192.0.2.8
9.2.0.192.in-addr.arpa	PTR	mx.example
10.2.0.192.in-addr.arpa	PTR	gone.example fails.example
11.2.0.192.in-addr.arpa	PTR	servfail
fails.example		A	servfail
*.l.example		A	delay=50 127.0.0.2
many.example		PTR	many-names=2500 rotate
long.example		TXT	long-text=64000
silent.example		*	silent
tcp.example		A	truncated 127.0.0.2
tcp-silent.example	A	truncated tcp=silent 127.0.0.2
tcp-close.example	A	truncated tcp=close 127.0.0.2
tcp-half.example	A	truncated tcp=half 127.0.0.2
flood.example		A	flood-only=65535 127.0.0.2
END
"$tools/dns-stub" -l "$tmp/asked" "$tmp/zone" >"$tmp/port" &
stub=$!
until [ -s "$tmp/port" ]; do kill -0 $stub || exit 1; done
read -r port <"$tmp/port"

# Milliseconds that the last run took, as a number in $ms; the rest in $got.
look() {
	got=$("$tmp/look" "127.0.0.1:$port" "$@") || note "look failed"
	ms=${got##*
}
	ms=${ms% ms}
	got=${got%
*}
}
at_most() { [ "$ms" -le "$1" ] || { note "$ms ms"; false; }; }
at_least() { [ "$ms" -ge "$1" ] || { note "$ms ms"; false; }; }
lists() { seq -f 'A:%g.l.example' 8; }

answers() {
	look 1000 rdns:192.0.2.7 rdns:192.0.2.8 rdns:192.0.2.9 \
	    rdns:192.0.2.10 rdns:192.0.2.11 rdns:192.0.2.12
	is "$1: names of addresses" "rdns:192.0.2.7 CONFIRMED mx.example
rdns:192.0.2.8 CONFIRMED a.example
rdns:192.0.2.9 UNCONFIRMED
rdns:192.0.2.10 UNKNOWN
rdns:192.0.2.11 UNKNOWN
rdns:192.0.2.12 NONE"
	look 1000 A:tcp.example A:none.example TXT:tcp.example
	is "$1: truncated, no name, no data" "A:tcp.example FOUND 127.0.0.2
A:none.example ABSENT
TXT:tcp.example ABSENT"
}

src=tests/tools/dns-look.c
${CC:-cc} -std=c11 -D_XOPEN_SOURCE=700 -Isrc -O2 -o "$tmp/look" $src \
    src/dns/*.c src/base/*.c -lcares || exit 1
answers dynamic

# shellcheck disable=SC2046 # words
look 1000 $(lists)
ok 'eight lists are asked at once' at_most 350 # of 50 ms each
ok 'and answer' [ "$(echo "$got" | grep -c 'FOUND 127.0.0.2$')" = 8 ]
look 1000 PTR:many.example
is 'of 2,500 names the first ten are taken' \
    "PTR:many.example FOUND $(seq -s ' ' -f 'h%04g.m.test' 0 9) and more"
look 1000 TXT:long.example
ok 'of a long text 200 bytes' [ ${#got} = $((23 + 200)) ]
late() {
	look 500 "A:$1.example"
	is "$1: unknown" "A:$1.example UNKNOWN no answer in time"
	ok "$1: at the deadline" at_most 900
}
for name in silent tcp-silent tcp-half; do
	late $name
done
look 500 A:tcp-close.example
ok 'a closed connection does no harm' \
    [ "${got#*UNKNOWN}" != "$got" ]

if command -v musl-gcc >/dev/null && sh tools/static "$tmp/look" $src \
    src/dns/*.c src/base/*.c >"$tmp/static" 2>&1; then
	answers static
else
	skip 'static: names of addresses' 'no static binary with musl here'
	skip 'static: truncated' 'no static binary with musl here'
fi
# last, as it keeps the stub busy for a while
late flood
