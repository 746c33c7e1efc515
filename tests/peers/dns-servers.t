#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Lists served by a real rbldnsd(8), directly and through a real unbound(8):
# dhf-test finds what questions made by hand find, for random addresses.
# DNS_CLIENTS says how many (2,000; 100,000 in a long run).
. "${0%/*}/../e2e/lib.sh"
PATH=$PATH:/usr/local/sbin:/usr/sbin
for program in python3 rbldnsd unbound; do
	command -v $program >/dev/null || skip_all "no $program"
done
clients=${DNS_CLIENTS:-2000}
plan 13

# The daemons take no port 0: one that was free a moment ago, tried again if
# another test was quicker.
free_port() {
	python3 -c 'import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])'
}
cleanup() { kill $rbldnsd $unbound 2>/dev/null; }
rbldnsd='' unbound=''

# up PORT PROCESS: wait until it answers, or is gone
up() {
	while kill -0 "$2" 2>/dev/null; do
		case $(echo 'x.bl.example A' |
		    "$tools/dns-ask" -q -w 50 "$1") in
		*silent) ;;
		*) return 0 ;;
		esac
	done
	return 1
}

# Lists of addresses and networks with several values, and clients of which
# about every second is near a listed one.
python3 - "$tmp" "$clients" <<'END'
import random, sys
folder, count = sys.argv[1], int(sys.argv[2])
rnd = random.Random(41)
def address():
    return [rnd.randrange(1, 224)] + [rnd.randrange(256) for _ in range(3)]
def text(octets):
    return '.'.join(map(str, octets))
def write(name, lines):
    with open(folder + '/' + name, 'w') as out:
        out.write('\n'.join(lines) + '\n')
known = [address() for _ in range(max(400, count // 20))]
lines = []
for octets in known:
    bits = rnd.choice((32, 32, 24, 28, 20))
    net = int.from_bytes(bytes(octets), 'big') >> 32 - bits << 32 - bits
    lines.append('%s/%d :127.0.0.%d:listed $' % (
        text(net.to_bytes(4, 'big')), bits, rnd.choice((2, 3, 4, 10, 11))))
write('bl', lines)
write('wl', ['%s :127.0.%d.%d:' % (text(o), rnd.randrange(2, 25),
                                   rnd.randrange(5)) for o in known[::3]] +
      ['127.0.0.2 :127.0.10.0:'])
write('wl6', ['::2 :127.0.10.0:'])
write('no', ['0.0.0.0/1 :127.0.0.1:', '128.0.0.0/2 :127.0.1.255:',
             '192.0.0.0/2 :127.255.255.254:'])
write('rh', ['.bad%d.example :127.0.0.2:' % i for i in range(0, 50, 2)])
asked = [rnd.choice(known)[:3] + [rnd.randrange(256)] if rnd.random() < .4
         else rnd.choice(known) if rnd.random() < .4 else address()
         for _ in range(count)]
write('clients', ['%s\tmx.example' % text(o) for o in asked])
for zone in 'bl', 'wl':
    write(zone + '.ask', ['%s.%s.example A' % (text(o[::-1]), zone)
                          for o in asked])
END
chmod 755 "$tmp"
# as root, rbldnsd insists on being somebody else
[ "$(id -u)" != 0 ] || user='-u nobody'
for _ in 1 2 3 4 5; do
	rbl_port=$(free_port)
	# shellcheck disable=SC2086 # one option or none
	rbldnsd -n $user -w "$tmp" -b "127.0.0.1/$rbl_port" \
	    bl.example:ip4set:bl wl.example:ip4set:wl wl.example:ip6trie:wl6 \
	    no.example:ip4set:no rh.example:dnset:rh \
	    >"$tmp/rbldnsd.log" 2>&1 &
	rbldnsd=$!
	up "$rbl_port" $rbldnsd && break
done
for _ in 1 2 3 4 5; do
	unbound_port=$(free_port)
	cat >"$tmp/unbound.conf" <<END
server:
	interface: 127.0.0.1@$unbound_port
	do-daemonize: no
	chroot: ""
	username: ""
	directory: "$tmp"
	pidfile: ""
	use-syslog: no
	module-config: "iterator"
	do-not-query-localhost: no
	num-threads: 1
	outgoing-range: 512
	num-queries-per-thread: 256
	so-rcvbuf: 0
remote-control:
	control-enable: no
forward-zone:
	name: "."
	forward-addr: 127.0.0.1@$rbl_port
END
	unbound -c "$tmp/unbound.conf" >"$tmp/unbound.log" 2>&1 &
	unbound=$!
	up "$unbound_port" $unbound && break
done
ok 'rbldnsd runs' kill -0 $rbldnsd || { cat "$tmp/rbldnsd.log"; exit 1; }
ok 'unbound runs' kill -0 $unbound || { cat "$tmp/unbound.log"; exit 1; }

# What questions made by hand find: one value or "-" for each client.
by_hand() {
	"$tools/dns-ask" -q -w 10000 "$2" <"$tmp/$1.ask" |
	    sed 's/.*: noerror A \([0-9.]*\)$/\1/; s/.*: nxdomain$/-/'
}
by_hand bl "$rbl_port" >"$tmp/bl.direct"
by_hand bl "$unbound_port" >"$tmp/bl.cached"
by_hand wl "$rbl_port" >"$tmp/wl.direct"
ok 'both servers say the same' cmp -s "$tmp/bl.direct" "$tmp/bl.cached"
same 'nothing else is said' "$(cat "$tmp"/?l.direct |
    grep -vcxE -- '-|127(\.[0-9]+){3}')" 0
listed=$(grep -c ^127 "$tmp/bl.direct")
ok 'some are listed and some are not' \
    test "$listed" -gt $((clients / 10)) -a \
    "$listed" -lt $((clients * 9 / 10))

# decided NAME PORT ACTIONS RULES: dhf-test says of every client what the file
# of actions says
decided() {
	printf 'dns_servers 127.0.0.1:%s\ndns_timeout 8s\n%s\n' "$2" "$4" \
	    >"$tmp/rules"
	dhf-test -b -f "$tmp/rules" <"$tmp/clients" | cut -f 3 >"$tmp/got"
	paste "$tmp/clients" "$3" "$tmp/got" | awk -F '\t' '$3 != $4' \
	    >"$tmp/wrong"
	empty "$1" "$tmp/wrong"
}
sed 's/^127.*/block/; s/^-$/pass/' "$tmp/bl.direct" >"$tmp/any"
sed 's/^127\.0\.0\.[2-4]$/block/; /^block$/!s/.*/pass/' "$tmp/bl.direct" \
    >"$tmp/some"
paste "$tmp/bl.direct" "$tmp/wl.direct" |
    awk '{ print $2 == "-" && $1 != "-" ? "block" : "pass" }' >"$tmp/both"
decided 'a list, directly' "$rbl_port" "$tmp/any" 'block @dnsbl=bl.example'
decided 'a list, through unbound' "$unbound_port" "$tmp/any" \
    'block @dnsbl=bl.example'
decided 'a range of values' "$unbound_port" "$tmp/some" \
    'block @dnsbl=bl.example=127.0.0.2-127.0.0.4'
decided 'good ones first' "$unbound_port" "$tmp/both" \
    'pass @dnswl=wl.example
block @dnsbl=bl.example'
awk -F . '{ good = /^127/ && $3 >= 2 && $3 <= 20 && ($4 == 1 || $4 >= 3)
    print good ? "block" : "pass" }' "$tmp/wl.direct" >"$tmp/trusted"
decided 'a pattern of values' "$rbl_port" "$tmp/trusted" \
    'block @dnswl=wl.example=127.0.[2..20].[1;3..4]'
sed 's/.*/pass/' "$tmp/wl.direct" >"$tmp/all"
decided 'refusals are no listings' "$rbl_port" "$tmp/all" \
    'block @dnsbl=no.example'
sed 's/\([^.]*\)\..*/\1/' "$tmp/clients" |
    awk '{ print $1 < 128 ? "block" : "pass" }' >"$tmp/low"
decided 'but where they are named' "$rbl_port" "$tmp/low" \
    'block @dnsbl=no.example=127.0.0.1'
printf 'dns_servers 127.0.0.1:%s\npass @dnswl=wl.example\n' "$rbl_port" \
    >"$tmp/rules"
same 'test entries as dnswl.org has them' \
    "$(dhf-test -f "$tmp/rules" --lists | cut -f 1-3 | tr '\t\n' ' ;')" \
    'wl.example ipv4 ok;wl.example ipv6 ok;'
