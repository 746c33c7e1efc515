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

# explained ENTRY EMBEDDED TEXT: -x says TEXT, and -j -x the same
explained() {
	got=$(dhf-test -n -f conf -x "$1" 2>err |
	    sed -n 's/^name: //p; /^	/{/^	.*: .*, [-+][0-9]*$/p;}')
	is "$1" "$3"
	json=$(dhf-test -n -j -f conf -x "$1" 2>err |
	    python3 read.py "$1" 2>&1)
	same "$1: the same as JSON" "$json" \
	    "$(printf '%s\n' "$3" | sed "1s/\$/ $2/")"
}
explained 'Host77.POOL.example.net/192.0.2.77' last 'dynamic 0.89
	77: last octet of the address, +22
	host: generic, +12
	pool: dynamic, +55'
explained '77.2-0.x192.static.example.org/192.0.2.77' full 'static-generic 0.9
	77 2 0 192: the address, +70
	static: static, +0'
explained 'a.2-77.example.net/192.0.2.77' partial 'dynamic 0.5
	2 77: part of the address, +50'
explained 'wombat.example.net/192.0.2.77' no 'plain 1'
