#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# dhf-test -x: the signs in a name, as text and as JSON, say where they stand.
. "${0%/*}/lib.sh"
command -v python3 >/dev/null || skip_all 'python3 is not there'
plan 8
cd "$tmp" || exit 1
echo 'grey @class=dynamic id=dyn' >conf

# What JSON says of the name, with the bytes that its spans lead to.
cat >read.py <<'END'
import json
import sys
entry = sys.argv[1].split('/')[0].lower()
o = json.load(sys.stdin)['name']
print(o['class'], o['confidence'], o['embedded'])
for s in o['signs']:
    seen = [entry[p['at']:p['at'] + p['len']] for p in s['spans']]
    assert seen[0] == s['text'], s
    print('\t%s: %s, %+d' % (' '.join(seen), s['sign'], s['points']))
END

# explained ENTRY EMBEDDED TEXT: -x says TEXT, whatever the points and the
# confidence are, and -j -x the same with those
explained() {
	said=$(dhf-test -n -f conf -x "$1" 2>err |
	    sed -n 's/^name: //p; /^	/{/^	.*: .*, [-+][0-9]*$/p;}')
	got=$(printf '%s\n' "$said" | sed '1s/ [01].*//; s/, [-+][0-9]*$//')
	is "$1" "$3"
	json=$(dhf-test -n -j -f conf -x "$1" 2>err |
	    python3 read.py "$1" 2>&1)
	same "$1: the same as JSON" "$json" \
	    "$(printf '%s\n' "$said" | sed "1s/\$/ $2/")"
}
explained 'Host77.POOL.example.net/192.0.2.77' last 'dynamic
	77: last octet of the address
	host: generic
	pool: dynamic'
explained '77.2-0.x192.static.example.org/192.0.2.77' full 'static-generic
	77 2 0 192: the address
	static: static'
explained 'a.2-77.example.net/192.0.2.77' partial 'dynamic
	2 77: part of the address'
explained 'wombat.example.net/192.0.2.77' no 'plain'
