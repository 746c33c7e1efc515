#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A real HAProxy before tcpserver and the filter: it sends headers of both
# versions for clients over IPv4 and IPv6, and looks whether we are there.
. "${0%/*}/../e2e/lib.sh"
. "${0%/*}/lib.sh"
command -v python3 >/dev/null || skip_all 'no python3'
peer haproxy haproxy || skip_all 'no haproxy: make deps-peers'
plan 14

rules <<'END'
default_unresolved_action pass
default_ip_action pass
dns_timeout 0
block @ip=127.0.0.9 id=nine text="not you"
END
tcprules "$tmp/cdb" "$tmp/cdb.tmp" <<'END'
127.0.0.1:allow,RELAYCLIENT="",FROM="balancer"
127.0.0.8:allow,FROM="eight"
:allow
END
cat >"$tmp/told" <<'END'
#!/bin/sh
printf '220 %s\r\n' "${TCPREMOTEIP--} ${TCPREMOTEPORT--} ${TCPLOCALPORT--} \
host=${TCPREMOTEHOST-} relay=${RELAYCLIENT-no} from=${FROM-} by ${DHF_RULE-}"
IFS= read -r line && printf '250 %s\r\n' "${line%?}"
END
chmod 755 "$tmp/told"

serve env TCPREMOTEHOST=lb.here.example RELAYCLIENT= FROM=balancer \
    dhf-proxyenv -t 127.0.0.1 -x "$tmp/cdb" dyn-host-filter -f "$db" "$tmp/told"

# A port for each version and family; HAProxy itself comes from 127.0.0.1.
for name in v1 v2 six1 six2; do
	eval "$name=$(free_port)"
done
has_six=yes
python3 -c 'import socket
socket.socket(socket.AF_INET6).bind(("::1", 0))' 2>/dev/null || has_six=
{
	cat <<END
defaults
	mode tcp
	timeout connect 5s
	timeout client 20s
	timeout server 20s
	timeout check 10s
listen v1
	bind 127.0.0.1:$v1
	server mx 127.0.0.1:$port source 127.0.0.1 send-proxy
listen v2
	bind 127.0.0.1:$v2
	server mx 127.0.0.1:$port source 127.0.0.1 send-proxy-v2 proxy-v2-options unique-id,crc32c
	unique-id-format %pid-%rt
END
	[ -z "$has_six" ] || cat <<END
listen six1
	bind [::1]:$six1
	server mx 127.0.0.1:$port source 127.0.0.1 send-proxy
listen six2
	bind [::1]:$six2
	server mx 127.0.0.1:$port source 127.0.0.1 send-proxy-v2
END
	cat <<END
backend check1
	option tcp-check
	tcp-check expect rstring ^220.127.0.0.1
	server mx 127.0.0.1:$port source 127.0.0.1 check inter 1s send-proxy
backend check2
	option tcp-check
	tcp-check expect rstring ^220.127.0.0.1
	server mx 127.0.0.1:$port source 127.0.0.1 check inter 1s send-proxy-v2
END
	printf 'global\n\tstats socket %s/stats\n' "$tmp"
} >"$tmp/cfg"
haproxy -db -f "$tmp/cfg" >"$tmp/haproxy" 2>&1 &
pids="$pids $!"
await answers 127.0.0.1 "$v2" || {
	note "$(cat "$tmp/haproxy")"
	skip_all 'this haproxy does not begin'
}
: >"$tmp/log"

# through PORT FROM TO: one client; prints what it was told
through() {
	python3 - "$@" <<'END' | cat -v
import socket, sys
port, come_from, to = sys.argv[1:]
s = socket.create_connection((to, port), 10, (come_from, 0))
stream = s.makefile("rb")
first, rest = stream.readline(), b""
word = (first.split() + [b"", b"", b""])[2].decode()
print(str(s.getsockname()[1]) == word, end=" ")
try:
    s.sendall(b"EHLO client.example\r\n")
    s.shutdown(socket.SHUT_WR)
    rest = stream.read()
except OSError:
    pass  # it had been refused, and was gone
sys.stdout.flush()
sys.stdout.buffer.write(first + rest)
END
}
for name in v1 v2; do
	eval "at=\$$name"
	like "$name: the client, its port, and the port that it came to" \
	    "$(through "$at" 127.0.0.7 127.0.0.1)" \
	    "True 220 127.0.0.7 * $at host= relay=no from= by default_*^M
250 EHLO client.example^M"
	like "$name: what tcprules has for it" \
	    "$(through "$at" 127.0.0.8 127.0.0.1)" \
	    "True 220 127.0.0.8 * host= relay=no from=eight by *"
	got=$(through "$at" 127.0.0.9 127.0.0.1)
	like "$name: one that is refused" \
	    "$got $(grep -a ip=127.0.0.9 "$tmp/log" | tail -n 1)" \
	    '* dyn-host-filter*250 *action=block *rule=nine *'
done
if [ "$has_six" ]; then
	for name in six1 six2; do
		eval "at=\$$name"
		like "$name: over IPv6" "$(through "$at" ::1 ::1)" \
		    "True 220 ::1 * $at host= relay=no from= by *
250 EHLO client.example^M"
	done
else
	skip 'six1: over IPv6' 'no IPv6 here'
	skip 'six2: over IPv6' 'no IPv6 here'
fi

# up NAME: HAProxy's check says that the server is there
up() {
	python3 - "$tmp/stats" "$1" <<'END'
import socket, sys
s = socket.socket(socket.AF_UNIX)
s.connect(sys.argv[1])
s.sendall(b"show stat\n")
for row in s.makefile():
    word = row.split(",")
    if word[0] == sys.argv[2] and word[1] == "mx":
        sys.exit(not (word[17] == "UP" and int(word[21] or 0) == 0
                      and word[36] == "L7OK"))
sys.exit(1)
END
}
ok 'its check finds us there, version 1' await up check1
ok 'its check finds us there, version 2' await up check2
same 'the log has nothing of headers' \
    "$(grep -a '^dhf-proxyenv' "$tmp/log")" ''
serve_end

# One who is not told of in -t: its clients hear 421, and the log has it.
serve dhf-proxyenv -t 192.0.2.1 sh -c 'read -r line; echo "500 $line"'
printf 'listen v1\n\tmode tcp\n\ttimeout connect 5s\n\ttimeout client 20s
	timeout server 20s\n\tbind 127.0.0.1:%s\n\tserver mx 127.0.0.1:%s send-proxy\n' \
    "$(v1=$(free_port) && echo "$v1" >"$tmp/v1" && echo "$v1")" "$port" \
    >"$tmp/cfg"
haproxy -db -f "$tmp/cfg" >"$tmp/haproxy" 2>&1 &
pids="$pids $!"
await answers 127.0.0.1 "$(cat "$tmp/v1")"
got=$(through "$(cat "$tmp/v1")" 127.0.0.7 127.0.0.1)
like 'a balancer that is not trusted' "$got $(grep -a '^dhf-p' "$tmp/log")" \
    'False 421 4.3.2 *dhf-proxyenv: 127.0.0.1: sends a PROXY header, *'
serve_end

# The same file is asked as tcpserver for IPv6 asks it.
if peer ucspi-tcp-ipv6 tcpserver && [ "$root" ]; then
	"$root/usr/bin/tcprules" "$tmp/six" "$tmp/six.tmp" <<'END'
2001:db8::8:allow,FROM="eight"
2001:db8:::allow,FROM="short"
2001:db8:1::allow,FROM="one"
198.51.100.:allow,FROM="four"
:allow,FROM="all"
END
	for ip in 2001:db8::8 2001:db8::9 2001:db8:1::8 2001:db8:1:2:3:4:5:6 \
	    2001:db8:2::1 ::1 198.51.100.1 198.51.1.1; do
		family=TCP6
		[ "${ip#*:}" != "$ip" ] || family=TCP4
		want=$(TCPREMOTEIP=$ip "$root/usr/bin/tcprulescheck" \
		    "$tmp/six" | sed -n 's/.*variable FROM=//p')
		# shellcheck disable=SC2016 # for the inner shell
		got=$(printf "PROXY $family %s %s 1 25\r\n" "$ip" "$ip" |
		    TCPREMOTEIP=10.0.0.9 dhf-proxyenv -t 10.0.0.9 \
		    -x "$tmp/six" sh -c 'echo "$FROM"')
		[ "$got" = "$want" ] || echo "$ip $got $want"
	done >"$tmp/differ"
	empty 'as tcprulescheck of ucspi-tcp-ipv6 has it' "$tmp/differ"
	got=$(TCPREMOTEIP=2001:db8::8 "$root/usr/bin/tcprulescheck" "$tmp/six")
	like 'which was asked' "$got" '*FROM=eight*'
else
	skip 'as tcprulescheck of ucspi-tcp-ipv6 has it' 'it is not here'
	skip 'which was asked' 'it is not here'
fi
