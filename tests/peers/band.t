#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# dhf-band with the packets of clients, and with nft(8): two network namespaces
# and a wire between them.  In one a server and the helper, in the other its
# clients.
if [ "$BAND_INSIDE" ]; then
	:
elif unshare -n true 2>/dev/null; then
	BAND_INSIDE=1 exec unshare -n sh "$0"
elif unshare -rn true 2>/dev/null; then
	BAND_INSIDE=1 exec unshare -rn sh "$0"
fi
. "${0%/*}/../e2e/lib.sh"
[ "$BAND_INSIDE" ] || skip_all 'no network namespaces here'
for command in nft ip python3; do
	command -v $command >/dev/null || skip_all "no $command here"
done
band='' far='' listen='' socket=$tmp/s/socket
cleanup() { kill $band $far $listen 2>/dev/null; }
chmod 755 "$tmp"
mkdir "$tmp/s"

# The far end has 198.51.100.1 to .9 and 2001:db8:a::1 to 2001:db8:e::1, we
# have 198.51.100.100 and 2001:db8:ff::1.
unshare -n sleep 600 &
far=$!
until [ "$(readlink /proc/$far/ns/net)" != "$(readlink /proc/self/ns/net)" ]
do :; done
far() { nsenter -t $far -n "$@"; }
ip link add near type veth peer name far netns $far 2>/dev/null ||
    skip_all 'no veth here'
ip link set lo up
ip addr add 198.51.100.100/24 dev near
ip -6 addr add 2001:db8:ff::1/32 dev near nodad
ip link set near up
for host in 1 2 3 4 5 6 7 8 9; do
	far ip addr add 198.51.100.$host/24 dev far
done
for net in a b c d e; do
	far ip -6 addr add 2001:db8:$net::1/32 dev far nodad
	far ip -6 addr add 2001:db8:$net::2/32 dev far nodad
done
far ip link set lo up
far ip link set far up

cat >"$tmp/listen" <<'END'
import select, socket, sys
waiting = []
for port in (25, 465, 587):
    for family, name in ((socket.AF_INET, '0.0.0.0'), (socket.AF_INET6, '::')):
        s = socket.socket(family)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        s.bind((name, port))
        s.listen(64)
        waiting.append(s)
print('ready', flush=True)
clients = []
while True:
    for s in select.select(waiting + clients, [], [])[0]:
        if s in waiting:
            c = s.accept()[0]
            c.send(b'220 hello\r\n')
            clients.append(c)
        else:
            data = s.recv(100)
            if data:
                s.send(data)
            else:
                clients.remove(s)
                s.close()
END
mkfifo "$tmp/up"
python3 "$tmp/listen" >"$tmp/up" &
listen=$!
read -r up <"$tmp/up"
[ "$up" = ready ] || skip_all 'the ports can not be had'

# calls FROM PORT: yes or no, whether that client gets a greeting
cat >"$tmp/call" <<'END'
import socket, sys
source, port = sys.argv[1], int(sys.argv[2])
six = ':' in source
s = socket.socket(socket.AF_INET6 if six else socket.AF_INET)
s.settimeout(1)
s.bind((source, 0))
try:
    s.connect(('2001:db8:ff::1' if six else '198.51.100.100', port))
    s.settimeout(30)  # the kernel lets in, a server greets in its time
    print('yes' if s.recv(100).startswith(b'220 ') else 'no')
except OSError:
    print('no')
END
calls() { far python3 "$tmp/call" "$1" "$2"; }
ban() { dhf-ban -s "$socket" "$@" >/dev/null 2>"$tmp/said"; }
now() { date +%s; }

# band [OPTION...]: start the helper, and wait until it is ready
band() {
	: >"$tmp/log"
	dhf-band -g '' -s "$socket" "$@" 2>>"$tmp/log" &
	band=$!
	until grep -q ready "$tmp/log" || ! kill -0 $band 2>/dev/null; do :; done
	grep -q ready "$tmp/log"
}

nft add table inet other
nft 'add chain inet other c { type filter hook input priority 0; }'
nft 'add rule inet other c tcp dport 26 drop'
band || skip_all "no nftables: $(cat "$tmp/log")"
plan 38
same 'clients can connect' "$(calls 198.51.100.1 25)$(calls 2001:db8:a::1 25)" \
    yesyes

# The table is the one that the page shows.
nft list table inet dhf >"$tmp/table"
same 'the rules, as nft(8) reads them' \
    "$(sed -n '/chain input/,$s/^[	 ]*//p' "$tmp/table" | grep -v '^}')" \
'chain input {
type filter hook input priority filter - 10; policy accept;
ip saddr @never4 accept
ip6 saddr @never6 accept
tcp dport @ports tcp flags syn / syn,ack ip saddr @banned4 counter packets 0 bytes 0 drop
tcp dport @ports tcp flags syn / syn,ack ip6 saddr & ffff:ffff:ffff:ffff:: == @banned6 counter packets 0 bytes 0 drop'
same 'both sets have a limit, and times' \
    "$(grep -A 3 'set banned' "$tmp/table" | grep -c 'size 65535\|flags timeout')" 4
same 'its own address is never banned' \
    "$(grep -c '198\.51\.100\.100' "$tmp/table")" 1

# What others do to tables.  Two losses between two looks are one line of the
# log, so each waits for its own.
taken=0
taken() { [ "$(grep -c 'was taken away' "$tmp/log")" = $taken ]; }
told_again() { taken=$((taken + 1)) && await taken; }
ban add 198.51.100.7 1h
nft flush ruleset
nft add table inet other
nft 'add chain inet other c { type filter hook input priority 0; }'
same 'with its table gone nobody is banned' "$(calls 198.51.100.7 25)" yes
ban add 198.51.100.8 1h
same 'the next ban makes it again' "$(calls 198.51.100.8 25)" no
told_again
same 'with what is never banned' \
    "$(nft list set inet dhf never4 | grep -c '198.51.100.100')" 1
same 'and leaves the tables of others alone' "$(nft list tables)" \
'table inet other
table inet dhf'
nft delete table inet dhf
has_table() { nft list table inet dhf >/dev/null 2>&1; }
ok 'without a ban it is made again within seconds' await has_table
told_again
nft flush chain inet dhf input
has_rules() { [ "$(nft list chain inet dhf input | grep -c saddr)" = 4 ]; }
ok 'and so are its rules' await has_rules
told_again
same 'the log says so' "$(grep -c 'was taken away' "$tmp/log")" 3

# 60 s is the shortest ban; some run while the rest is tested.
ban add 198.51.100.1 1h
ban add 2001:db8:a::1 1h
begun=$(now)
ban add 198.51.100.2 60
ban add 198.51.100.7 60
ban add 2001:db8:c::1 60
added=$(now)
same 'a banned client can not connect to port 25' "$(calls 198.51.100.1 25)" no
same 'but to 587, where users are' "$(calls 198.51.100.1 587)" yes
same 'and its neighbour can' "$(calls 198.51.100.3 25)" yes
same 'of IPv6 nobody of its /64 can' \
    "$(calls 2001:db8:a::1 25)$(calls 2001:db8:a::2 25)" nono
same 'but those of another' "$(calls 2001:db8:b::1 25)" yes
ok 'what was dropped is counted' [ "$(nft list chain inet dhf input |
    sed -n 's/.*@banned4 counter packets \([0-9]*\).*/\1/p')" -gt 0 ]
same 'its time and kind are in the table' \
    "$(nft list set inet dhf banned4 | grep -c '198.51.100.1 timeout 1h expires .* comment "manual"')" 1

# Who is connected goes on.
cat >"$tmp/stay" <<'END'
import socket, sys
s = socket.socket()
s.settimeout(30)
s.bind(('198.51.100.4', 0))
s.connect(('198.51.100.100', 25))
s.recv(100)
print('connected', flush=True)
sys.stdin.readline()
s.send(b'NOOP\r\n')
print('goes on' if s.recv(100) == b'NOOP\r\n' else 'hangs', flush=True)
END
mkfifo "$tmp/in" "$tmp/out"
far python3 "$tmp/stay" <"$tmp/in" >"$tmp/out" &
exec 8>"$tmp/in" 9<"$tmp/out"
read -r got <&9
ban add 198.51.100.4
same 'a client is banned while it is connected' "$(calls 198.51.100.4 25)" no
echo >&8
read -r got <&9
is 'and its connection goes on' 'goes on'
exec 8>&- 9<&-

# Never: a set in the kernel, and not the word of the helper alone.
ban add 198.51.100.100
same 'our own address is refused' "$?" 100
nft add element inet dhf banned4 '{ 198.51.100.100 }'
python3 - <<'END' >"$tmp/own"
import socket
s = socket.create_connection(('198.51.100.100', 25), 1)
print(s.recv(100).startswith(b'220 '))
END
same 'and if somebody else bans it the kernel lets it in' \
    "$(cat "$tmp/own")" True
ban add 198.51.100.5
same 'somebody is banned' "$(calls 198.51.100.5 25)" no
ip addr add 198.51.100.5/24 dev near
never() { nft list set inet dhf never4 | grep -q "$1"; }
await never 198.51.100.5
far ip addr del 198.51.100.5/24 dev far 2>/dev/null
same 'until it is our own address: then it is let in' \
    "$(nft list set inet dhf never4 | grep -c '198.51.100.5')" 1
ban add 198.51.100.5
same 'and refused' "$?" 100
ip route add default via 198.51.100.6
await never 198.51.100.6
ban add 198.51.100.6
same 'so is a router that came' "$?" 100

# nftables is busy with the rules of others: each ban is answered all the same.
python3 - >"$tmp/many" <<'END'
print('table inet busy { set s { type ipv4_addr; elements = {')
print(',\n'.join('10.%d.%d.%d' % (i >> 16, i >> 8 & 255, i & 255)
                 for i in range(60000)))
print('}\n}\n}')
END
(for _ in 1 2 3 4 5; do nft -f "$tmp/many"; nft delete table inet busy; done) &
busy=$!
python3 - "$socket" >"$tmp/answers" <<'END'
import socket, struct, sys, time
s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
s.connect(sys.argv[1])
took = []
bad = 0
for n in range(200):
    t = time.monotonic()
    s.send(struct.pack('<BBBBIIB3x16s', 1, 1, 0, 2, n, 3600, 32,
                       bytes([203, 0, 113, n])))
    bad += s.recv(64)[2] not in (1, 2)
    took.append((time.monotonic() - t) * 1000)
    time.sleep(0.01)
took.sort()
print(bad)
print('median %.3f ms, p99 %.3f ms' % (took[100], took[-2]))
END
wait $busy
note "beside others who load 60,000 elements: $(sed -n 2p "$tmp/answers")"
same 'bans go on while nftables is busy' "$(sed -n 1p "$tmp/answers")" 0

# kill -9: what is in the kernel ends by itself.
sleep 20
ban add 198.51.100.2 60
again=$(now)
kill -KILL $band
wait $band 2>/dev/null
band=
same 'without the helper bans hold' "$(calls 198.51.100.1 25)" no
same 'and others come in' "$(calls 198.51.100.3 25)" yes
band
same 'who begins anew leaves them' \
    "$(calls 198.51.100.1 25)$(calls 2001:db8:a::1 25)" nono

# still WHAT CLIENT TIME: it is banned, if that is asked before TIME
still() {
	got=$(calls "$2" 25)
	if [ "$(now)" -lt "$3" ]; then
		is "$1" no
	else
		skip "$1" 'this machine is too slow to see it'
	fi
}
until [ "$(now)" -ge $((begun + 57)) ]; do sleep 0.3; done
still 'after 57 s it is banned still' 198.51.100.7 $((begun + 60))
until [ "$(now)" -ge $((added + 62)) ]; do sleep 0.3; done
same 'after 61 s it is free' \
    "$(calls 198.51.100.7 25)$(calls 2001:db8:c::1 25)" yesyes
still 'who was banned again is not' 198.51.100.2 $((again + 60))
until [ "$(now)" -ge $((again + 62)) ]; do sleep 0.3; done
same 'until his own 61 s have passed' "$(calls 198.51.100.2 25)" yes

# Routes that lead nowhere, by dhf-band-exec: no packet finds its way back, and
# what a crashed helper put in is taken out by the next.
kill $band
wait $band 2>/dev/null
nft delete table inet dhf
by_routes() {
	: >"$tmp/log"
	dhf-band-exec -g '' -s "$socket" -D "$tmp/due" \
	    -a 'ip -%f route replace blackhole %a' \
	    -d 'ip -%f route del blackhole %a' 2>>"$tmp/log" &
	band=$!
	until grep -q ready "$tmp/log"; do :; done
}
by_routes
ban add 198.51.100.9
ban add 2001:db8:e::1
same 'who has no route back can not connect' \
    "$(calls 198.51.100.9 587)$(calls 2001:db8:e::1 25)" nono
ban del 2001:db8:e::1
same 'and can when he has one again' "$(calls 2001:db8:e::1 25)" yes
kill -KILL $band
wait $band 2>/dev/null
same 'kill -9 leaves a route' "$(calls 198.51.100.9 25)" no
sed -i 's/	1[0-9]*	0	$/	5	0	/' "$tmp/due" # its time passes
by_routes
same 'which the next helper takes out' "$(calls 198.51.100.9 25)" yes
