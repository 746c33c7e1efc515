#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# @country and @asn, from files in the form of MaxMind's that the test makes.
. "${0%/*}/lib.sh"
python3 -c '' 2>/dev/null || skip_all 'no python3'
cd "$tmp" || exit 1
nets='198.51.100.0/24 DE
198.51.101.0/25 DE
198.51.100.64/30 FR
203.0.113.0/24 FR
192.0.2.0/24 -
2001:db8::/32 DE
2001:db8:1::/48 FR
8000::/1 FR'
# file NAME [OPTION...] <NETWORKS: make one
file() {
	name=$1
	shift
	"$tools/mmdb-make" "$@" "$name"
}
# of ADDRESS...: the rules that they meet
of() {
	for address; do
		printf '%s\thost.example\n' "$address"
	done | dhf-test -n -f "$db" -b | cut -f 5 | tr '\n' ' '
}
# wrong RULES...: what is said of them, and sets $status
wrong() {
	printf '%s\n' "$@" >wrong
	dhf-compile -n wrong >said 2>&1
	status=$?
	got=$(cat said)
}
plan 33

printf '%s\n' "$nets" | file country.mmdb -a
printf '198.51.100.0/24 AS64496\n203.0.113.0/25 AS64511\n2001:db8::/32 AS4200000000\n' |
    file asn.mmdb
rules <<END
block @country=de id=de
block !@country=DE,FR @ip=192.0.2.0/23 id=elsewhere
pass @asn=AS64511,4200000000 id=as
pass @country=FR id=fr
country_file country.mmdb
asn_file asn.mmdb
END
same 'a rule with a country, and one without warnings' "$(cat compiled)" ''
same 'its networks' "$(of 198.51.100.9 198.51.101.127 2001:db8::1 \
    2001:db8:ffff:ffff::)" 'de de de de '
same 'and what is next to them' "$(of 198.51.99.255 198.51.101.128 \
    2001:db7:: 2001:db9::)" \
    'default_action default_action default_action default_action '
same 'what is within a network may be somebody else'"'"'s' \
    "$(of 198.51.100.63 198.51.100.64 198.51.100.67 198.51.100.68)" \
    'de fr fr de '
same 'of IPv6, too' "$(of 2001:db8:0:ffff:: 2001:db8:1::5 2001:db8:2::)" \
    'de as de '
same 'a mapped address is of IPv4' "$(of ::ffff:198.51.100.9 \
    ::ffff:c633:6409)" 'de de '
same 'no other address is one of IPv4' \
    "$(of 2002:c633:6409:: 2001:0:c633:6409:: ::c633:6409)" \
    'default_action default_action default_action '
same 'half of all addresses' "$(of 8000:: ffff:: 7fff::)" \
    'fr fr default_action '
same 'who is nowhere is in no country' "$(of 192.0.2.1 192.0.3.1)" \
    'elsewhere elsewhere '
same 'autonomous systems, with AS or without' "$(of 203.0.113.1)" 'as '
same 'and no more of them' "$(of 203.0.113.128)" 'fr '
like 'dhf-test tells of them' \
    "$(dhf-test -n -f "$db" -x host.example/198.51.100.9)" \
    '*rules:1: block @country=de id=de: yes*'
mv country.mmdb moved
mail 198.51.100.9 -
same 'the filter needs no file' "$(told) $(key rule)" '553 de'
mv moved country.mmdb
! ldd "$bindir/dyn-host-filter" 2>/dev/null | grep -q maxmind
same 'and no library' $? 0

for size in 24 28 32; do
	for option in -a -4; do
		printf '%s\n' "$nets" | grep -v : | file country.mmdb $option \
		    -r $size
		dhf-compile -o "$db" rules 2>compiled
		same "records of $size bits, $option" \
		    "$(of 198.51.100.9 198.51.100.64 203.0.113.1)" 'de fr as '
	done
done
echo '::/64 DE' | file country.mmdb
dhf-compile -o "$db" rules 2>compiled
same 'a network that IPv4 is in' "$(of 198.51.100.9 ::1 2001:db9::)" \
    'de de default_action '
printf '%s\n' "$nets" | grep -v : | file country.mmdb
mkdir sub
echo 'country_file ../country.mmdb' >sub/conf
echo 'block @country=FR id=fr' >>sub/conf
echo 'include sub' >including
mv sub/conf sub/a.conf
dhf-compile -o "$db" including
same 'a file is named from where it is named' "$(of 203.0.113.1)" 'fr '

# who names no file, or a wrong one
wrong 'block @country=DE'
like 'no file: what to do' "$status $got" \
    '100 *wrong:1:7: @country needs a MaxMind DB file: name one by country_file*'
wrong 'block @asn=64496' 'asn_file none'
like 'a file that is not there' "$status $got" \
    '100 *wrong:1:7: open none: No such file*asn_file*'
wrong 'block @country=DE' 'country_file wrong'
like 'a file that is another' "$status $got" \
    '100 *wrong:1:7: wrong is no MaxMind DB file*'
wrong 'block @country=DE' 'country_file asn.mmdb'
like 'one of systems is none of countries' "$status $got" \
    '100 *asn.mmdb (Test-Country) says country.iso_code of no address*'
wrong 'block @country=US,DE' 'country_file country.mmdb'
like 'a country that it does not know is told' "$status $got" \
    '0 *warning: *country.mmdb has no address of US*'
for value in DEU D D1 '' DE,; do
	wrong "block @country=$value" 'country_file country.mmdb'
	[ "$status" = 100 ] || echo "@country=$value: $status $got"
done >bad
for value in 0 AS x 4294967296 64496-64500 -1 AS-1; do
	wrong "block @asn=$value" 'asn_file asn.mmdb'
	[ "$status" = 100 ] || echo "@asn=$value: $status $got"
done >>bad
empty 'what is no country, and no system' bad
wrong 'block @asn=4294967295' 'asn_file asn.mmdb'
like 'the last of all systems' "$status $got" '0 *no address of AS4294967295*'

# old files
now=$(date +%s)
printf '%s\n' "$nets" | file old.mmdb -b $((now - 366 * 86400))
wrong 'block @country=DE' 'country_file old.mmdb'
like 'a file of more than a year ago is told of' "$status $got" \
    '0 *warning: old.mmdb is 366 days old: get a newer one*'
printf '%s\n' "$nets" | file old.mmdb -b $((now - 364 * 86400))
wrong 'block @country=DE' 'country_file old.mmdb'
same 'a younger one is not' "$status $got" '0 '


# a file that is cut, with bits turned, and whose tree is none
cat >damage.py <<'END'
import random, subprocess, sys
data = open('country.mmdb', 'rb').read()
rng = random.Random(1)
open('damaged.conf', 'w').write('block @country=DE,FR\ncountry_file d.mmdb\n')


def check(name, octets):
    open('d.mmdb', 'wb').write(octets)
    got = subprocess.run(['dhf-compile', '-n', 'damaged.conf'], timeout=20,
                         capture_output=True, text=True)
    if got.returncode not in (0, 100) or got.returncode and not got.stderr:
        print(name, got.returncode, got.stderr[:200])
    return got.returncode


cuts = [check('cut at %d' % n, data[:n]) for n in
        list(range(0, len(data), 41)) + [len(data) - 1]]
for i in range(400):
    turned = bytearray(data)
    for _ in range(rng.randrange(1, 4)):
        turned[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    check('bits %d' % i, turned)
tree = bytearray(data)
nodes = data.index(bytes(16))
for at in range(0, nodes // 7 * 7, 7):
    tree[at:at + 7] = bytes(7)
if check('a circle', tree) != 100:
    print('a circle is taken')
for at in range(0, 60 * 7, 7):  # both sides of each lead to the next
    tree[at:at + 7] = bytes([0, 0, at // 7 + 1, 0, 0, 0, at // 7 + 1])
tree[at:at + 7] = (nodes // 7).to_bytes(3, 'big') + bytes(1) + (
    nodes // 7).to_bytes(3, 'big')
if check('2^60 ways', tree) != 100:
    print('2^60 ways are taken')
if all(cuts):
    sys.exit()
print('cut, and taken: %d' % cuts.count(0))
END
printf '%s\n' "$nets" | file country.mmdb -a
python3 damage.py >bad 2>&1
empty 'damage is found, or does no harm' bad

# random networks, and addresses at their edges
cat >edges.py <<'END'
import ipaddress, random, subprocess, sys
rng = random.Random(int(sys.argv[1]))
nets = []
for _ in range(3000):
    if rng.random() < 0.6:
        bits = rng.choice((8, 12, 16, 20, 22, 24, 28, 30, 32))
        at = rng.randrange(198 << 24, 204 << 24) >> (32 - bits) << (32 - bits)
        net = ipaddress.IPv4Network((at, bits))
    else:
        bits = rng.choice((20, 32, 40, 48, 64, 127, 128))
        at = (0x2a00 << 112) + (rng.getrandbits(116) >> 4)
        net = ipaddress.IPv6Network((at >> (128 - bits) << (128 - bits), bits))
    nets.append((net, rng.choice(('DE', 'FR', 'US', 'GB', '-'))))
nets.sort(key=lambda n: n[0].prefixlen)
text = ''.join('%s %s\n' % n for n in nets)
subprocess.run([sys.argv[2], '-a', 'random.mmdb'], input=text, text=True,
               check=True)
open('random.conf', 'w').write(
    'country_file random.mmdb\nblock @country=DE id=DE\n'
    'block @country=FR id=FR\nblock @country=US,GB id=other\n')
subprocess.run(['dhf-compile', '-o', 'random.db', 'random.conf'], check=True)
asked = []
for net, _ in nets:
    for at in (net.network_address - 1, net.network_address,
               net.broadcast_address, net.broadcast_address + 1):
        asked.append(at)
best = {}
for net, what in nets:  # the longer, and then the later, wins
    best[(net.version, net.prefixlen, int(net.network_address))] = what


def model(ip):
    width = 32 if ip.version == 4 else 128
    for bits in range(width, 7, -1):
        at = int(ip) >> (width - bits) << (width - bits)
        if (ip.version, bits, at) in best:
            return best[ip.version, bits, at]
    return '-'


out = subprocess.run(['dhf-test', '-n', '-f', 'random.db', '-b'], text=True,
                     input=''.join('%s\th.example\n' % a for a in asked),
                     stdout=subprocess.PIPE, check=True).stdout.splitlines()
want = {'DE': 'DE', 'FR': 'FR', 'US': 'other', 'GB': 'other',
        '-': 'default_action'}
for ip, line in zip(asked, out):
    if line.split('\t')[4] != want[model(ip)]:
        print(ip, line, model(ip))
if len(out) != len(asked):
    print(len(out), 'answers')
END
python3 edges.py "${ORIGIN_SEED:-1}" "$tools/mmdb-make" >bad 2>&1
empty '3,000 random networks, asked at their edges' bad
