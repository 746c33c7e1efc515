#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# dhf-proxyenv before the filter: whose header is believed, what the next
# program is told, and what becomes of headers that are none.
. "${0%/*}/lib.sh"
command -v python3 >/dev/null || skip_all 'no python3'
plan 45

rules <<'END'
default_unresolved_action pass
default_ip_action pass
dns_timeout 0
block @ip=198.51.100.7,2001:db8::7 id=seven text="not you"
END

# Says who it was told the client is, and the first line that it reads.
cat >"$tmp/told" <<'END'
#!/bin/sh
printf '220 %s\r\n' "${PROTO--} ${TCPREMOTEIP--} ${TCPREMOTEPORT--} \
${TCPLOCALIP--} ${TCPLOCALPORT--} \
host=${TCPREMOTEHOST-}${TCPREMOTEINFO-}${TCPPARANOID-} \
six=${TCP6REMOTEIP-}${TCP6REMOTEHOST-}${TCP6REMOTEPORT-}${TCP6REMOTEINFO-} \
relay=${RELAYCLIENT-}${DHF-}${RBLSMTPD-} kept=${KEPT-} own=${OWN-}"
IFS= read -r line && printf '250 %s\r\n' "${line%?}"
END
chmod 755 "$tmp/told"

# What tcpserver and tcprules may have set for the balancer.
balancer='PROTO=TCP TCPREMOTEIP=10.0.0.9 TCPREMOTEPORT=1 TCPLOCALIP=10.0.0.1
TCPLOCALPORT=2525 TCPREMOTEHOST=lb.here.example TCPREMOTEINFO=root
TCPPARANOID=x TCP6REMOTEIP=::ffff:10.0.0.9 TCP6REMOTEHOST=lb.here.example
TCP6REMOTEPORT=1 TCP6REMOTEINFO=root RELAYCLIENT= DHF= RBLSMTPD= KEPT=kept'

# come FROM WORDS... <SCRIPT: a client of these variables, through
# "dhf-proxyenv WORDS"; sets $got, $status and $said, its line in the log
come() {
	from=$1
	shift
	# shellcheck disable=SC2086 # words are meant
	talk eager env $from dhf-proxyenv "$@"
	said=$(grep -a '^dhf-proxyenv: ' "$tmp/log" | cat -v)
}
sig='\r\n\r\n\0\r\nQUIT\n'
four='\xc6\x33\x64\x08\x0a\0\0\1\xdc\x04\0\x19'
six='\x20\x01\r\xb8\0\0\0\0\0\0\0\0\0\0\0\x08\x20\x01\r\xb8\0\0\0\0\0\0\0\0\0\0\0\1\xdc\x04\0\x19'
bare='host= six= relay= kept=kept own='

come "$balancer" -t 10.0.0.0/8 "$tmp/told" <<'END'
PROXY TCP4 198.51.100.8 10.0.0.1 56324 25
EHLO client.example
END
is 'version 1: the client, and nothing of the balancer' \
    "220 TCP 198.51.100.8 56324 10.0.0.1 25 $bare^M
250 EHLO client.example^M"
same 'and nothing is logged' "$said" ''
come "$balancer PROTO=TCP6" -t 192.0.2.0/24 -t 10.0.0.9,2001:db8::/32 \
    "$tmp/told" <<'END'
PROXY TCP6 2001:DB8::0008 2001:db8::1 56324 25
EHLO client.example
END
is 'version 1, IPv6, written as we write it' \
    "220 TCP 2001:db8::8 56324 2001:db8::1 25 $bare^M
250 EHLO client.example^M"
come "$balancer" -t 10.0.0.9 "$tmp/told" <<END
$sig\\x21\\x11\\0\\x13$four\\x04\\0\\x04abcd\\c
EHLO client.example
END
is 'version 2, with more behind the addresses' \
    "220 TCP 198.51.100.8 56324 10.0.0.1 25 $bare^M
250 EHLO client.example^M"
come "$balancer" -t 10.0.0.9 "$tmp/told" <<END
$sig\\x21\\x21\\0\\x24$six\\c
EHLO client.example
END
is 'version 2, IPv6' \
    "220 TCP 2001:db8::8 56324 2001:db8::1 25 $bare^M
250 EHLO client.example^M"
come 'PROTO=TCP6 TCPREMOTEIP=2001:db8:9::1' -t 2001:db8:9::/48 "$tmp/told" <<'END'
PROXY TCP6 ::ffff:198.51.100.8 ::ffff:10.0.0.1 56324 25
EHLO client.example
END
like 'IPv4 written as IPv6 is IPv4' "$got" '220 TCP 198.51.100.8 * 10.0.0.1 *'
i=0
for header in 'PROXY UNKNOWN\r\n' 'PROXY UNKNOWN 198.51.100.8\r\n' \
    "$sig\\x20\\0\\0\\0" "$sig\\x20\\x11\\0\\x0c$four" \
    "$sig\\x21\\x31\\0\\x01/"; do
	come "$balancer" -t 10.0.0.9 "$tmp/told" <<END
$header\\c
EHLO client.example
END
	is "header $((i += 1)) is the balancer's own, and no relay" \
	    "220 TCP 10.0.0.9 1 10.0.0.1 2525 $bare^M
250 EHLO client.example^M"
done
come '-u TCPREMOTEIP PROTO=SSL SSLREMOTEIP=10.0.0.9' -t 10.0.0.9 "$tmp/told" <<'END'
PROXY UNKNOWN
END
like 'whatever told who that is' "$got" '220 TCP 10.0.0.9 *'

# whole: the filter behind it judges the client
come "$balancer" -t 10.0.0.9 dyn-host-filter -f "$db" "$tmp/next" <<'END'
PROXY TCP4 198.51.100.7 10.0.0.1 56324 25
EHLO client.example
MAIL FROM:<a@client.example>
RCPT TO:<b@here.example>
QUIT
END
like 'the filter judges the client' "$(told) $(key ip) $(key rule)" \
    '553 198.51.100.7 seven'
come "$balancer" -t 10.0.0.9 dyn-host-filter -f "$db" "$tmp/next" <<'END'
PROXY TCP4 198.51.100.8 10.0.0.1 56324 25
EHLO client.example
END
like 'and lets in who may' "$(told) $(key ip)" 'pass 198.51.100.8'

# bytes: the header comes in pieces, and what is behind it with its last byte
cat >"$tmp/pieces" <<'END'
import socket, sys, time
header = eval("b'%s'" % sys.argv[2])
s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
for byte in header[:-1]:
    s.send(bytes([byte]))
    time.sleep(0.002)
s.send(header[-1:] + b"EHLO client.example\r\n")
sys.stdout.buffer.write(b"".join(iter(lambda: s.recv(4096), b"")))
END
for header in 'PROXY TCP4 198.51.100.8 10.0.0.1 56324 25\r\n' \
    "$sig\\x21\\x11\\0\\x13$four\\x04\\0\\x04abcd"; do
	# shellcheck disable=SC2086 # words are meant
	serve env $balancer dhf-proxyenv -t 10.0.0.9 "$tmp/told"
	got=$(python3 "$tmp/pieces" "$port" "$header" | cat -v)
	serve_end
	is 'one byte after the other' \
	    "220 TCP 198.51.100.8 56324 10.0.0.1 25 $bare^M
250 EHLO client.example^M"
done
# shellcheck disable=SC2086 # words are meant
serve env $balancer dhf-proxyenv -t 10.0.0.9 "$tmp/told"
got=$(python3 - "$port" <<'END' | cat -v
import socket, sys
s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
s.sendall(b"\r\n\r\n\0\r\nQUIT\n\x21\x11\xff\xff\xc6\x33\x64\x08\x0a\0\0\1"
          b"\xdc\x04\0\x19" + bytes(65535 - 12) + b"EHLO client.example\r\n")
sys.stdout.buffer.write(b"".join(iter(lambda: s.recv(4096), b"")))
END
)
serve_end
like 'the longest header of version 2' "$got" \
    '220 TCP 198.51.100.8 *250 EHLO client.example^M'

# a header has to come from those who are trusted
i=0
for first in 'EHLO client.example' 'PROXY TCP4 198.51.100.8 10.0.0.1 1' \
    'PROXY TCP4 198.51.100.8 10.0.0.1 1 99999' \
    "$sig\\x21\\x11\\0\\x04\\xc6\\x33\\x64\\x08" "$sig\\x31\\0\\0\\0"; do
	come "$balancer" -t 10.0.0.9 "$tmp/told" <<END
$first
END
	like "$((i += 1)), no header: 421" "$got $status" '421 4.3.2 *again later^M 111'
	like 'and the log says why' "$said" \
	    'dhf-proxyenv: 10.0.0.9: *PROXY header*'
done
# shellcheck disable=SC2086 # words are meant
serve env $balancer dhf-proxyenv -t 10.0.0.9 -w 1 sh -c 'echo "220 let in"'
got=$(python3 - "$port" <<'END' | cat -v
import socket, sys
s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
s.sendall(b"PROXY TCP4 198.51.100.8")
sys.stdout.buffer.write(b"".join(iter(lambda: s.recv(4096), b"")))
END
)
serve_end
like 'half a header: 421 when the time is over' "$got" '421 4.3.2 *again later^M'
same 'and the log says so' "$(grep -a '^dhf-proxyenv: ' "$tmp/log" | tail -n 1)" \
    'dhf-proxyenv: 10.0.0.9: no whole PROXY header within 1000 ms'
# shellcheck disable=SC2086 # words are meant
talk half env $balancer dhf-proxyenv -t 10.0.0.9 "$tmp/told" </dev/null
same 'who looks only whether we are there gets no line' \
    "$got $status $(grep -c dhf-proxyenv "$tmp/log")" ' 0 0'

# others are passed on as they are
relay='TCPREMOTEIP=198.51.100.8 TCPREMOTEHOST=mx.client.example RELAYCLIENT=yes'
# shellcheck disable=SC2086 # words are meant
talk lockstep env $relay dhf-proxyenv -t 10.0.0.9 "$tmp/told" <<'END'
EHLO client.example
END
like 'who is not trusted is not waited for, and comes as he is' "$got" \
    '220 * 198.51.100.8 * host=mx.client.example six= relay=yes *
250 EHLO client.example^M'
for first in 'PROXY TCP4 198.51.100.8 10.0.0.1 1 25' \
    "$sig\\x21\\x11\\0\\x0c$four"; do
	come "$relay" -t 10.0.0.9 sh -c 'echo "220 let in"' <<END
$first
END
	like 'a header of his: 421, and a line' "$got $status $said" \
	    '421 4.3.2 * 111 dhf-proxyenv: 198.51.100.8: sends a PROXY header, and no -t *'
done

# -x: what tcpserver does for a client
tcprules "$tmp/cdb" "$tmp/cdb.tmp" <<'END'
10.:allow,RELAYCLIENT="",OWN="lb",KEPT="lb"
198.51.100.8:allow,OWN="eight",TCPREMOTEHOST="told.client.example"
198.51.100.64-127:deny
198.51.:allow,RELAYCLIENT="net"
:allow,OWN="all"
END
# ask IP: a client of that address through the balancer
ask() {
	come "$balancer OWN=lb" -t 10.0.0.9 -x "$tmp/cdb" "$tmp/told" <<END
PROXY TCP4 $1 10.0.0.1 1 25
END
}
ask 198.51.100.8
like '-x: what stands there of the client' "$got" \
    '220 * host=told.client.example six= relay= kept= own=eight^M*'
ask 198.51.100.9
like '-x: of its network' "$got" '220 * relay=net kept= own=^M*'
ask 203.0.113.1
like '-x: of all; what the balancer was given is gone' "$got" \
    '220 * relay= kept= own=all^M*'
ask 198.51.100.70
like '-x: who is denied' "$got $status $said" \
    "421 4.3.2 *^M 100 dhf-proxyenv: 198.51.100.70: denied by $tmp/cdb"
for ip in 198.51.100.8 198.51.100.9 198.51.100.63 198.51.100.64 198.51.100.127 \
    198.51.100.128 198.51.1.1 198.5.1.1 10.9.9.9 1.1.1.1 198.51.100.80; do
	want=$(TCPREMOTEIP=$ip tcprulescheck "$tmp/cdb" | tr '\n' ' ')
	case $want in
	*'deny connection'*) want=421 ;;
	*) want=${want##*OWN=} want=${want%% *} ;;
	esac
	# shellcheck disable=SC2016 # for the inner shell
	got=$(printf 'PROXY TCP4 %s 10.0.0.1 1 25\r\n' "$ip" |
	    env -u OWN TCPREMOTEIP=10.0.0.9 dhf-proxyenv -t 10.0.0.9 \
	    -x "$tmp/cdb" sh -c 'echo ${OWN-rule}' 2>/dev/null | cut -c1-3)
	[ "$got" = "$(printf %.3s "$want")" ] || echo "$ip $got $want"
done >"$tmp/differ"
empty '-x: as tcprulescheck has it' "$tmp/differ"
head -c 2100 "$tmp/cdb" >"$tmp/cut"
come "$balancer" -t 10.0.0.9 -x "$tmp/cut" "$tmp/told" <<'END'
PROXY TCP4 198.51.100.8 10.0.0.1 1 25
END
like '-x: a file that is damaged lets nobody in' "$got $status $said" \
    '421 4.3.2 * 111 *damaged*'
come "$balancer" -t 10.0.0.9 -x "$tmp/none" "$tmp/told" <<'END'
PROXY TCP4 198.51.100.8 10.0.0.1 1 25
END
like '-x: nor does one that is not there' "$got $status $said" \
    '421 4.3.2 * 111 *No such file*'
come "$balancer" -t 10.0.0.9 -x "$tmp/cdb" "$tmp/told" <<'END'
PROXY UNKNOWN
END
like '-x: the balancer itself gets nothing' "$got" \
    '220 TCP 10.0.0.9 * relay= kept= own=^M*'

# what can't be done
come "$balancer" -t 10.0.0.9 /nonexistent/program <<'END'
PROXY TCP4 198.51.100.8 10.0.0.1 1 25
END
like 'a program that is not there: 421' "$got $status $said" \
    '421 4.3.2 * 111 *cannot be run*'
come '-u TCPREMOTEIP -u PROTO' -t 127.0.0.1 "$tmp/told" <<'END'
PROXY TCP4 198.51.100.8 10.0.0.1 1 25
END
like 'without a variable the connection tells who it is' "$got" \
    '220 TCP 198.51.100.8 *'
TCPREMOTEIP=localhost dhf-proxyenv -t 10.0.0.9 true </dev/null >"$tmp/out" \
    2>&1
like 'no address: 421' "$? $(cat "$tmp/out")" '111 *421 4.3.2 *'
for words in '' '-t 10.0.0.9' 'true' '-t 10.0.0.1/8 true' '-t x true' \
    '-t 10.0.0.9 -w 0 true' '-q true'; do
	# shellcheck disable=SC2086 # words are meant
	dhf-proxyenv $words </dev/null >"$tmp/out" 2>&1
	echo "$?"
done | uniq >"$tmp/codes"
same 'wrong usage' "$(cat "$tmp/codes")" 100
