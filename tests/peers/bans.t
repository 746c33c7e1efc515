#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# From an offence to the kernel: dhfd, dhf-band and nftables, with the packets
# of a client in another network namespace.  tests/e2e/bans.t has all that can
# go wrong between the first two, tests/peers/band.t what the third does.
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
band='' far='' listen='' socket=$tmp/s/socket state=$tmp/state
# shellcheck disable=SC2086 # each may be empty
cleanup() { kill $band $far $listen 2>/dev/null; }
# A leak can't be looked for by a process that nobody may look into.
ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0
export ASAN_OPTIONS
chmod 755 "$tmp"
mkdir "$tmp/s"

# The far end has 198.51.100.1 to .9, we have 198.51.100.100.
unshare -n sleep 600 &
far=$!
until [ "$(readlink /proc/$far/ns/net)" != "$(readlink /proc/self/ns/net)" ]
do :; done
far() { nsenter -t $far -n "$@"; }
ip link add near type veth peer name far netns $far 2>/dev/null ||
    skip_all 'no veth here'
ip link set lo up
ip addr add 198.51.100.100/24 dev near
ip link set near up
for host in 1 2 3 4 5 6 7 8 9; do
	far ip addr add 198.51.100.$host/24 dev far
done
far ip link set lo up
far ip link set far up

cat >"$tmp/listen" <<'END'
import socket
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(('0.0.0.0', 25))
s.listen(64)
print('ready', flush=True)
while True:
    c = s.accept()[0]
    c.send(b'220 hello\r\n')
    c.close()
END
mkfifo "$tmp/up"
python3 "$tmp/listen" >"$tmp/up" &
listen=$!
read -r up <"$tmp/up"
[ "$up" = ready ] || skip_all 'port 25 can not be had'
cat >"$tmp/call" <<'END'
import socket, sys
s = socket.socket()
s.settimeout(1)
s.bind((sys.argv[1], 0))
try:
    s.connect(('198.51.100.100', 25))
    s.settimeout(30)  # the kernel lets in, a server greets in its time
    print('yes' if s.recv(100).startswith(b'220 ') else 'no')
except OSError:
    print('no')
END
# calls IP: yes or no, whether that client gets a greeting
calls() { far python3 "$tmp/call" "$1"; }
# band: start the helper, and wait until it is ready
band() {
	: >"$tmp/band.log"
	dhf-band -g '' -s "$socket" 2>>"$tmp/band.log" &
	band=$!
	until grep -q ready "$tmp/band.log" || ! kill -0 $band 2>/dev/null
	do :; done
	grep -q ready "$tmp/band.log"
}
# held IP yes|no: whether it comes to that within some seconds
dropped() { [ "$(dhf-ban -s "$socket" list "$1" 2>/dev/null)" ]; }
held() {
	case $2 in
	yes) await dropped "$1" ;;
	no) await free "$1" ;;
	esac
}
free() { ! dropped "$1"; }
# trap_mail IP: a mail of a honeypot that this address brought
trap_mail() {
	printf '%s\n' "Received: from x.example (unknown [$1])" \
	    '	by mx.here.example (Postfix) with ESMTP id ABC' \
	    "	for <trap@here.example>; $(date -R)" 'Subject: x' '' x
}
accuse() { # accuse IP [OPTION...]
	mail_of=$1
	shift
	trap_mail "$mail_of" | dhf-trap -s "$tmp/offences" "$@" 2>/dev/null
}

band || skip_all "no nftables: $(cat "$tmp/band.log")"
plan 17
rules <<END
state_dir $state
listen filter $tmp/socket
listen offences $tmp/offences
daemon $tmp/socket
ban_socket $socket
offender_ttl 2h
default_unresolved_action pass
default_ip_action pass
dns_timeout 0
END
dhfd_begin
await grep -q 'is there' "$tmp/dhfd.log"
same 'a client can connect' "$(calls 198.51.100.1)" yes
accuse 198.51.100.1 -b
held 198.51.100.1 yes
same 'who fell into the trap can not' "$(calls 198.51.100.1)" no
like 'for as long as the ledger says' "$(nft list set inet dhf banned4)" \
    '*198.51.100.1 timeout 2h expires 1h59m*comment "trap"*'
accuse 198.51.100.2
same 'whom only the ledger has can' "$(calls 198.51.100.2)" yes
same 'others can' "$(calls 198.51.100.3)" yes
accuse 198.51.100.100 -b
same 'we are never banned' "$(nft list set inet dhf banned4 |
    grep -c '198\.51\.100\.100')" 0

# the kernel forgets
nft flush ruleset
held 198.51.100.1 yes
same 'a kernel that was flushed is told again' "$(calls 198.51.100.1)" no
kill -KILL $band
wait $band 2>/dev/null
same 'the kernel drops without a helper' "$(calls 198.51.100.1)" no
mail 198.51.100.3 -
same 'and mail minds nothing' "$(told)" pass
nft delete table inet dhf
same 'a kernel without a table lets in' "$(calls 198.51.100.1)" yes
accuse 198.51.100.4 -b
band
held 198.51.100.1 yes
held 198.51.100.4 yes
same 'until the helper is back' "$(calls 198.51.100.1)$(calls 198.51.100.4)" \
    nono
dhfd_end
band_pid=$band
same 'or without dhfd' "$(calls 198.51.100.1)" no
nft delete table inet dhf
dhfd_begin
held 198.51.100.1 yes
same 'a daemon that begins anew fills it' "$(calls 198.51.100.1)" no
same 'of one helper' "$(kill -0 "$band_pid" && echo yes)" yes

# whom the ledger lets go
dhfd_end
echo 198.51.100.1 >"$tmp/ours"
{
	cat "$tmp/rules"
	echo "offender_never $tmp/ours"
} >"$tmp/rules.2"
rules <"$tmp/rules.2"
dhfd_begin
held 198.51.100.1 no
same 'who is never an offender any more is let in' "$(calls 198.51.100.1)" yes
same 'and nobody else' "$(calls 198.51.100.4)" no

# How long from the letter to the kernel, as the helper sees that.
cat >"$tmp/latency" <<'END'
import socket, statistics, struct, sys, time
offences = socket.socket(socket.AF_UNIX)
offences.connect(sys.argv[1])
helper = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
helper.connect(sys.argv[2])
took = []
for n in range(300):
    ip = bytes([203, 0, 114 + (n >> 8), n & 255])
    data = (bytes([4]) + ip + bytes(12) +
            struct.pack('<IIIII', 1, 1, 3600, int(time.time()), 0) +
            b'test\0\0\0')
    question = struct.pack('<BBBBIIB3x16s', 1, 3, 0, 0, n, 0, 32, ip)
    start = time.monotonic()
    offences.send(struct.pack('<BBH', 1, 9, len(data)) + data)
    while True:
        helper.send(question)
        if helper.recv(64)[2] == 5:
            break
    took.append((time.monotonic() - start) * 1000)
    offences.recv(4096)
    time.sleep(0.002)
took.sort()
print('letter to kernel: median %.2f p99 %.2f max %.2f ms' % (
    statistics.median(took), took[-4], took[-1]))
END
got=$(python3 "$tmp/latency" "$tmp/offences" "$socket" 2>&1)
note "$got"
like 'letters by the hundred are in the kernel' "$got" 'letter to kernel*'
dhfd_end
