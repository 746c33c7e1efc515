#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# dhf-band in a network of its own: who may ask, whom it bans, how much it
# takes, what it may do.  tests/peers/band.t looks at packets.
if [ "$BAND_INSIDE" ]; then
	:
elif unshare -n true 2>/dev/null; then
	BAND_INSIDE=1 exec unshare -n sh "$0"
elif unshare -rn true 2>/dev/null; then
	BAND_INSIDE=1 exec unshare -rn sh "$0"
fi
. "${0%/*}/lib.sh"
[ "$BAND_INSIDE" ] || skip_all 'no network namespaces here'
python3 -c '' 2>/dev/null || skip_all 'no python3'
band='' socket=$tmp/s/socket
cleanup() { [ -z "$band" ] || kill "$band" 2>/dev/null; }
# A leak can't be looked for by a process that nobody may look into.
ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0
export ASAN_OPTIONS
chmod 755 "$tmp"
mkdir "$tmp/s" # the socket's folder: others may enter it, none may write

# band [OPTION...]: start the helper, and wait until it is ready
band() {
	: >"$tmp/log"
	dhf-band -g '' -s "$socket" "$@" 2>>"$tmp/log" &
	band=$!
	until grep -q 'ready\|nftables' "$tmp/log" ||
	    ! kill -0 $band 2>/dev/null; do :; done
	grep -q ready "$tmp/log"
}

# band_end [SIGNAL]: end it, set $status
band_end() {
	kill "${1:--TERM}" "$band"
	wait "$band" 2>/dev/null
	status=$?
	band=
}

# ban ARGUMENT...: ask, set $got to all that is said and $status
ban() {
	got=$(dhf-ban -s "$socket" "$@" 2>&1)
	status=$?
}

# logged TEXT: whether the log has it, within some seconds
logged() { await grep -q "$1" "$tmp/log"; }

band || skip_all "no nftables here: $(cat "$tmp/log")"
plan 53

ban add 198.51.100.1 2h trap
is 'an address is banned' '198.51.100.1 banned for 7200 s'
ban add 198.51.100.1 1h
like 'and no shorter' "$got" '198.51.100.1 banned already for 7[12][0-9][0-9] s'
ban add 198.51.100.1 30d
is 'but longer' '198.51.100.1 banned already for 2592000 s'
ban add 2001:db8:1:2:3:4:5:6 60
is 'of IPv6 it is the /64' '2001:db8:1:2::/64 banned for 60 s'
ban list
same 'both are listed' "$(printf '%s\n' "$got" | cut -f 1,3 | sort)" \
    "$(printf '198.51.100.1\tmanual\n2001:db8:1:2::/64\tmanual')"
ban list 198.51.100.1
like 'an hour is told in UTC' "$got" \
    '198.51.100.1	20??-??-??T??:??:??Z	manual'
ban del 2001:db8:1:2::/64
is 'one is freed' '2001:db8:1:2::/64 banned no more'
ban del 2001:db8:1:2::
is 'and is not banned' '2001:db8:1:2::/64 not banned'
same 'which the exit status says' "$status" 1
ban list 2001:db8:1:2::
same 'to a question, too' "$got$status" 1
ok 'each change is a line of the log' logged \
    '^dhf-band: 198.51.100.1: banned for 7200 s: trap, says uid 0$'

: >"$tmp/bad"
for ip in 127.0.0.1 127.255.255.255 0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 \
    100.64.0.1 100.127.255.255 169.254.1.1 172.16.0.1 172.31.255.255 \
    192.0.0.8 192.88.99.1 192.168.0.1 192.168.255.255 198.18.0.1 \
    198.19.255.255 224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255 \
    ::1 :: 64:ff9b::c633:6401 64:ff9b:1::1 100::1 2001::1 2001:20::1 \
    3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128 4000::1 5f00::1 fc00::1 \
    fd00::1 fe80::1 fec0::1 ff02::1 ::198.51.100.1; do
	ban add "$ip"
	case $ip in
	3fff*) [ "$status" = 0 ] ;; # the last that may be
	*) [ "$got $status" = 'dhf-ban: never to be banned 100' ] ;;
	esac || echo "$ip: $got" >>"$tmp/bad"
done
empty 'what is no client of the Internet is never banned' "$tmp/bad"
: >"$tmp/bad"
for ip in 0.0.0.0/0 198.51.100.0/24 198.51.0.0/16 ::/0 2001:db8::/32 \
    2001:db8::/63 2001:db8::/65 198.51.100.1/31 1.2.3 0x1.2.3.4 01.2.3.4 \
    '198.51.100.1 198.51.100.2' '198.51.100.1;id' host.example ''; do
	ban add "$ip"
	[ "$status" = 100 ] || echo "$ip: $got" >>"$tmp/bad"
done
empty 'networks and what is no address are refused' "$tmp/bad"
: >"$tmp/bad"
for time in 59 0 1 30d1 31d 2592001 -1 1y '' 1e9 99999999999; do
	ban add 198.51.100.9 "$time"
	[ "$status" = 100 ] || echo "$time: $got" >>"$tmp/bad"
done
empty 'times that are too short or too long, too' "$tmp/bad"
ban add 198.51.100.9 1h spam
same 'and reasons that nobody knows' "$status" 100

got=$(printf 'add 1.2.3.4\nadd 1.2.3.4\ndel 1.2.3.4\n\nadd 10.0.0.1\nadd x\n' |
    dhf-ban -s "$socket" -d 4h serve 2>"$tmp/gate")
is 'fwd.pl is answered for' 'Firewall server available
OK ++ - add 1.2.3.4
OK -- - add 1.2.3.4
OK 00 - add 10.0.0.1
OK 00 - add x'
grep -q 'received: del 1.2.3.4' "$tmp/gate"
ok 'and what is not answered stands in the log' [ $? = 0 ]
like 'such a ban has the time of -d' "$(dhf-ban -s "$socket" add 1.2.3.4 60)" \
    '1.2.3.4 banned already for 14[34]?? s'
got=$({ printf 'add 1.2.3.5\n'; head -c 100000 /dev/zero | tr '\0' a; echo
    echo 'add 1.2.3.6'; } | dhf-ban -s "$socket" serve 2>/dev/null)
is 'a line without an end does no harm' 'Firewall server available
OK ++ - add 1.2.3.5
OK ++ - add 1.2.3.6'

# Privileges: exactly one, and no more than the loop needs.
awk '/^Cap/ { print $1, $2 }' "/proc/$band/status" >"$tmp/caps"
if grep -q 4294967295 /proc/self/uid_map && [ "$(id -u)" = 0 ]; then
	band_end
	band -u nobody
	awk '/^Cap/ { print $1, $2 }' "/proc/$band/status" >"$tmp/caps"
	same 'another user, who may not look into it' \
	    "$(awk '/^Uid/ { print $2, $3, $4, $5 }' "/proc/$band/status") $(
	    stat -c %u "/proc/$band/environ")" \
	    "$(for i in 1 2 3 4; do id -u nobody; done | xargs) 0"
else
	skip 'another user, who may not look into it' 'not root'
fi
same 'CAP_NET_ADMIN and nothing else' "$(cat "$tmp/caps")" \
'CapInh: 0000000000000000
CapPrm: 0000000000001000
CapEff: 0000000000001000
CapBnd: 0000000000000000
CapAmb: 0000000000000000'
same 'no way to gain more' \
    "$(awk '/^NoNewPrivs:/ { print $2 }' "/proc/$band/status")" 1
if grep -q 'no sandbox' "$tmp/log"; then
	skip 'a list of system calls' 'sanitizers'
else
	same 'a list of system calls' \
	    "$(awk '/^Seccomp:/ { print $2 }' "/proc/$band/status")" 2
fi
band_end
same 'told to end it ends well' "$status" 0
like 'nothing but its libraries is linked' \
    "$(ldd "$bindir/dhf-band" 2>/dev/null | grep -c \
    'pcre\|cares\|idn2\|uv\|lmdb\|sodium')" 0

# What it calls when it is in its cage, with all that it does.
if strace -o /dev/null true 2>/dev/null; then
	: >"$tmp/log"
	strace -f -o "$tmp/trace" dhf-band -g '' -s "$socket" \
	    2>>"$tmp/log" &
	until grep -q ready "$tmp/log"; do :; done
	ban add 198.51.100.77
	ban list
	ban del 198.51.100.77
	sleep 1.2
	kill "$(sed -n '1s/ .*//p' "$tmp/trace")"
	wait
	ok 'it gives up files' grep -q 'no Landlock\|landlock_restrict_self(' \
	    "$tmp/log" "$tmp/trace"
	# behind the last call that changes the cage
	sed 's/^[0-9]* *//' "$tmp/trace" | awk '/^seccomp\(/ { n = NR }
	    { line[NR] = $0 }
	    END { if (n) for (i = n + 1; i <= NR; i++) print line[i] }' |
	    grep '^[a-z]' >"$tmp/calls"
fi
if [ -s "$tmp/calls" ]; then
	same 'in its loop it makes no call but these' \
	    "$(sed 's/(.*//' "$tmp/calls" | sort -u |
	    grep -vx 'accept4\|getsockopt\|close\|poll\|ppoll\|ppoll_time64' |
	    grep -vx 'read\|recv\|recvfrom\|recvmsg\|send\|sendto\|sendmsg' |
	    grep -vx 'write\|socket\|bind\|getsockname\|setsockopt' |
	    grep -vx 'brk\|mmap\|mmap2\|munmap\|mremap\|clock_gettime' |
	    grep -vx 'clock_gettime64\|rt_sigreturn\|rt_sigprocmask' |
	    grep -vx exit_group)" ''
	same 'and its sockets are of netlink' \
	    "$(grep '^socket(' "$tmp/calls" | grep -cv AF_NETLINK)" 0
else
	[ -e "$tmp/trace" ] || skip 'it gives up files' 'no strace'
	skip 'in its loop it makes no call but these' 'no strace, or no cage'
	skip 'and its sockets are of netlink' 'no strace, or no cage'
fi

# Who may ask: the kernel says who it is.
as() { # as UID COMMAND...
	uid=$1
	shift
	setpriv --reuid "$uid" --regid "$uid" --clear-groups "$@"
}
if as 54321 true 2>/dev/null; then
	band -u nobody -U 54321,daemon
	chmod 666 "$socket"
	cp "$bindir/dhf-ban" "$tmp/dhf-ban"
	: >"$tmp/bad"
	for uid in 0 1 2 54320 54321 54322 65534; do
		got=$(as $uid "$tmp/dhf-ban" -s "$socket" add 198.51.100.5 2>&1)
		case $uid in
		54321 | "$(id -u daemon)") [ $? = 0 ] ;;
		*) [ $? = 111 ] ;;
		esac || echo "$uid: $got" >>"$tmp/bad"
	done
	empty 'who is not named may not ask' "$tmp/bad"
	ok 'and is told of' logged 'refused: uid 65534 may not ask'
	band_end
	band -u nobody
	got=$(as 54321 "$tmp/dhf-ban" -s "$socket" add 198.51.100.5 2>&1)
	like 'the mode of the socket decides, too' "$got" \
	    '*only root and its user may: Permission denied'
	band_end
else
	skip 'who is not named may not ask' 'not root'
	skip 'and is told of' 'not root'
	skip 'the mode of the socket decides, too' 'not root'
fi

# kill -9 takes nobody out, and who begins anew finds them.
band
ban add 198.51.100.200 3h storm
band_end -KILL
band
ban list 198.51.100.200
like 'whoever is banned stays so after kill -9' "$got" '198.51.100.200	*	storm'
ban add 198.51.100.201 3h storm
same 'and bans go on' "$status" 0

# A flood, and how long one ban takes.
python3 - "$socket" "$band" "${BAN_FLOOD:-50000}" >"$tmp/flood" <<'END'
import random, select, socket, statistics, struct, sys, time
path, pid, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
def connect():
    s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    s.connect(path)
    return s
def record(verb, ip, seconds=3600, kind=2, bits=32):
    return struct.pack('<BBBBIIB3x16s', 1, verb, 0, kind, 7, seconds, bits, ip)
s = connect()
took = []
for n in range(300):
    ip = bytes([203, 0, n >> 8, n & 255])
    t = time.monotonic()
    s.send(record(1, ip))
    assert s.recv(64)[2] == 1
    took.append((time.monotonic() - t) * 1000)
for n in range(300):  # the second time: taken out and put in
    ip = bytes([203, 0, n >> 8, n & 255])
    t = time.monotonic()
    s.send(record(1, ip, 7200))
    assert s.recv(64)[2] == 2
    took.append((time.monotonic() - t) * 1000)
took.sort()
print('latency median %.3f p99 %.3f max %.3f ms' % (
    statistics.median(took), took[-6], took[-1]))
s.setblocking(False)
answers, sent, start = {}, 0, time.monotonic()
random.seed(13)
def random_record():
    net = random.choice([random.randbytes(4), bytes([127]) + random.randbytes(3),
                         bytes([10]) + random.randbytes(3)])
    return record(1, net)
end = None
while sum(answers.values()) < count:
    r, w, _ = select.select([s], [s] if sent < count else [], [], 5)
    for _ in range(64):
        try:
            if sent < count:
                s.send(random_record())
                sent += 1
        except BlockingIOError:
            break
    try:
        while True:
            a = s.recv(64)[2]
            answers[a] = answers.get(a, 0) + 1
    except BlockingIOError:
        pass
took_s = time.monotonic() - start
done = answers.get(1, 0) + answers.get(2, 0)
print('flood', 'ok' if done <= 1000 + 100 * took_s + 1 else 'TOO MANY', done,
      'of', count, 'in %.1f s' % took_s)
print('busy', 'ok' if answers.get(8, 0) > 0 or done >= count else 'none')
print('never', answers.get(7, 0) > count // 2 and 'ok')
hwm = [l for l in open('/proc/%s/status' % pid) if l.startswith('VmHWM')]
kib = int(hwm[0].split()[1])
print('memory', 'ok' if kib <= 8192 else 'TOO MUCH', kib, 'KiB')
end = time.monotonic() + 3
s = connect()
banned = set()
s.send(struct.pack('<BBBBIIB3x16s', 1, 3, 0, 0, 9, 0, 0, bytes(16)))
while True:
    a = s.recv(64)
    if a[2] != 5:
        break
    banned.add(a[16:32])
bad = [b for b in banned if b[0] in (0, 10, 127) or b[0] >= 224]
print('listed', 'ok' if a[2] == 6 and not bad else 'WRONG', len(banned))
END
note "$(cat "$tmp/flood")"
flood() { sed -n "s/^$1 \([^ ]*\).*/\1/p" "$tmp/flood"; }
ok 'a ban is in the kernel within 5 ms' awk \
    '/^latency/ { exit !($3 <= 5) }' "$tmp/flood"
same 'no more than 100 a second and 1,000 at once' "$(flood flood)" ok
same 'the others are told to ask again' "$(flood busy)" ok
same 'who is never banned is not banned by a flood' \
    "$(flood never) $(flood listed)" 'ok ok'
if grep -q 'no sandbox' "$tmp/log"; then
	skip 'it needs 8 MiB at most' 'sanitizers'
else
	same 'it needs 8 MiB at most' "$(flood memory)" ok
fi
logged 'not done' # at the end of the second
ok 'the log has one line a second for all that' awk \
    '/not done/ { n++ } END { exit !(n >= 1 && n <= 60) }' "$tmp/log"
band_end

for kind in daemontools runit s6; do
	: >"$tmp/log"
	DHF_BAND_FOLDER=$tmp/s DHF_BAND_USER='' DHF_BAND_ASKERS='' \
	    DHF_BAND_GROUP='' DHF_BAND_PORTS=25,26 \
	    sh "$top/conf/run/$kind/dhf-band/run" >"$tmp/log" &
	band=$!
	ok "the run file of $kind starts it" logged 'ready.*port 25,26'
	band_end
done

# What it does not begin with.
cannot() { # cannot NAME STATUS PATTERN OPTION...
	name=$1 want=$2 pattern=$3
	shift 3
	got=$(dhf-band -g '' -s "$socket" "$@" 2>&1)
	like "$name" "$? $got" "$want $pattern"
}
cannot 'an unknown user' 100 '*there is no user*' -u no-such-user
cannot 'a port that is none' 100 '*' -p 25,0
cannot 'a table of another name' 100 '*no name of a table*' -t 'x; y'
echo 'mail.example' >"$tmp/never"
cannot 'a network that is none' 100 '*never:1: *' -n "$tmp/never"
cannot 'a file that is missing' 100 '*' -n "$tmp/none"
chmod 777 "$tmp/s"
cannot 'a folder that is not safe' 100 '*not safe*'
chmod 755 "$tmp/s"
same 'arguments' "$(dhf-band x 2>&1 | head -c 15)" 'usage: dhf-band'
echo '198.51.100.0/24 # ours' >"$tmp/never"
band -n "$tmp/never" -p 25,465,587
ban add 198.51.100.200
is 'networks of a file are never banned' 'dhf-ban: never to be banned'
ban add 198.51.101.1
same 'and others are' "$status" 0
band_end
ban list
same 'without a helper it is a temporary failure' "$status" 111
same 'the client has its usage' "$(dhf-ban x 2>&1 | head -c 14)" 'usage: dhf-ban'
