#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A filter reads images of the version before its own: what was compiled then
# and what is compiled now of the same rules decide alike, however they are
# asked.  image-4.hex is what the last dhf-compile of version 4 made of
# image-4.conf.
. "${0%/*}/lib.sh"
plan 10
here=${0%/*}

python3 - "$here/image-4.hex" "$tmp/old.db" <<'END'
import sys
image = bytearray()
for line in open(sys.argv[1]):
    at, row = line.split()
    image[int(at, 16):] = bytes(int(at, 16) - len(image)) + bytes.fromhex(row)
image += bytes(-len(image) % 4096)
open(sys.argv[2], "wb").write(image)
END
for name in conf psl cdb; do
	cp "$here/image-4.$name" "$tmp/$name"
done
(cd "$tmp" && mv conf rules && dhf-compile -o new.db rules 2>/dev/null)

cat >"$tmp/clients" <<'END'
192.0.2.1 bad.example
192.0.2.1 good.example
192.0.2.99 mail.x.example
198.51.100.8 -
198.51.100.20 x.dyn.example.net
198.51.100.20 dial.example
198.51.100.20 host7.pool.x.example
198.51.100.20 198-51-20.x.example
198.51.100.20 198-51-20.business.example
198.51.100.20 a198-51-100-20.dsl.x.example
198.51.100.20 vps-20.x.example
198.51.100.20 mail.x.example
198.51.100.20 localhost
198.51.100.20 x.relay.example
198.51.100.20 relay.example
198.51.100.20 ?
203.0.113.1 a.example
203.0.113.2 a.example
2001:db8::1 -
2001:db9::1 -
END
tr ' ' '\t' <"$tmp/clients" >"$tmp/tsv"

# both NAME OPTION...: what dhf-test says of all clients, twice; not by which
# image, for that is another one, and without receipts, each of its own and only
# in the texts of today
both() {
	name=$1
	shift
	for v in old new; do
		while read -r ip host; do
			[ "$host" = - ] || ip=$host/$ip
			dhf-test -n -f "$tmp/$v.db" "$@" "$ip" 2>&1
		done <"$tmp/clients" | sed 's/,"db":[^}]*}$/}/
		s/\[RECEIPT] //' >"$tmp/$v.out"
	done
	same "$name" "$(cat "$tmp/old.out")" "$(cat "$tmp/new.out")"
}
same 'it is of version 4' \
    "$(od -An -tu1 -j 8 -N 4 "$tmp/old.db" | tr -s ' ')" ' 4 0 0 0'
both '-t' -t
both '-x' -x
both '-x, as JSON' -j -x
same '-b' "$(dhf-test -n -f "$tmp/old.db" -b <"$tmp/tsv")" \
    "$(dhf-test -n -f "$tmp/new.db" -b <"$tmp/tsv")"
like 'and not all the same' "$(dhf-test -n -f "$tmp/new.db" -b <"$tmp/tsv" |
    cut -f 3 | sort -u | tr '\n' ' ')" '*block*defer*grey*pass*'

# not by the note: which lists have answered by then is a matter of luck
for v in old new; do
	cp "$tmp/$v.db" "$db"
	while read -r ip host; do
		mail "$ip" "$host"
		echo "$ip $host: $(told) $(key rule) $(key score)"
	done <"$tmp/clients" >"$tmp/$v.out"
done
same 'the filter' "$(cat "$tmp/old.out")" "$(cat "$tmp/new.out")"
like 'by what it was asked' "$(cat "$tmp/old.out")" '*octets*'

# of no other version, and it says what to do
python3 - "$tmp/new.db" "$tmp" <<'END'
import struct
import sys
mask = (1 << 64) - 1
def check_4(page, number):
    w = struct.unpack("<511Q", page)
    a, b = number, 1
    for i in range(0, 510, 2):
        a = (a ^ w[i]) * 0x9e3779b97f4a7c15 & mask
        b = (b ^ w[i + 1]) * 0xd6e8feb86659fd93 & mask
        a ^= a >> 32
        b ^= b >> 32
    a = (a ^ w[510]) * 0x9e3779b97f4a7c15 & mask
    a ^= a >> 32
    return ((a ^ b >> 29) * 0xd6e8feb86659fd93 & mask) ^ b
def taken(lane, word):
    lane = (lane ^ word) * 0x9e3779b97f4a7c15 & mask
    return (lane << 29 | lane >> 35) & mask
def check(page, number):
    lane = [1, 2, 3, 4, 5, 6, 7]
    for i, word in enumerate(struct.unpack("<511Q", page)):
        lane[i % 7] = taken(lane[i % 7], word)
    for word in lane:
        number = taken(number, word)
    return number ^ number >> 32
data = bytearray(open(sys.argv[1], "rb").read())
if data[4088:4096] != struct.pack("<Q", check(data[:4088], 0)):
    sys.exit("the check is another")
for version, its in (3, check_4), (6, check):
    data[8:12] = struct.pack("<I", version)
    data[4088:4096] = struct.pack("<Q", its(data[:4088], 0))
    open("%s/%d.db" % (sys.argv[2], version), "wb").write(data)
END
like 'version 3 is refused' "$(dhf-test -f "$tmp/3.db" -d 2>&1)" \
    '*of version 3, this program reads versions 4 and 5: run dhf-compile*'
like 'a newer one, too' "$(dhf-test -f "$tmp/6.db" -d 2>&1)" \
    '*of version 6*install the program that goes with it*'
