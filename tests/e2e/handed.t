#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Who the client is, where no TCPREMOTEIP tells it: the variables of sslserver,
# and with -s the connection itself.
. "${0%/*}/lib.sh"
plan 22

rules <<'END'
default_unresolved_action pass
default_ip_action pass
dns_timeout 0
block @ip=192.0.2.9 id=nine
block @name=bad.example id=bad
block @port=465 id=port
block @ip=127.0.0.1 id=loopback
END

cat >"$tmp/told" <<'END'
#!/bin/sh
printf '220 %s %s %s %s %s %s %s by %s\r\n' "${PROTO--}" "${TCPREMOTEIP--}" \
    "${TCPREMOTEPORT--}" "${TCPLOCALIP--}" "${TCPLOCALPORT--}" \
    "${TCPREMOTEHOST--}" "${TCPREMOTEINFO--}${TCPPARANOID-}" "$DHF_RULE"
END
chmod 755 "$tmp/told"
none='-u PROTO -u TCPREMOTEIP -u TCPREMOTEPORT -u TCPREMOTEHOST
-u TCPLOCALIP -u TCPLOCALPORT -u TCPLOCALHOST -u TCPPARANOID'

# come VARIABLES [OPTION...]: a client comes with these variables only
come() {
	set_to=$1
	shift
	# shellcheck disable=SC2086 # words are meant
	talk lockstep env $none $set_to dyn-host-filter -f "$db" "$@" \
	    "$tmp/told" <<'END'
EHLO client.example
MAIL FROM:<a@client.example>
RCPT TO:<b@here.example>
QUIT
END
}
ssl='PROTO=SSL SSLREMOTEIP=192.0.2.9'

come "$ssl"
same 'sslserver: the address' "$(told) $(key ip) $(key rule)" \
    '553 192.0.2.9 nine'
come 'PROTO=SSL SSLREMOTEIP=192.0.2.1 SSLREMOTEHOST=x.bad.example'
same 'sslserver: the name' "$(told) $(key rule) $(key name)" '553 bad given'
come 'PROTO=SSL SSLREMOTEIP=192.0.2.1 SSLLOCALPORT=465'
same 'sslserver: the port' "$(told) $(key rule)" '553 port'
come "$ssl SSLLOCALHOST=mx.here.example"
like 'sslserver: the greeting' "$got" '220 mx.here.example *'
come "$ssl TCPREMOTEIP=192.0.2.1"
like 'sslserver -e: TCPREMOTEIP goes before' "$got" \
    '220 SSL 192.0.2.1 - - - - - by *'
come "$ssl TCPREMOTEIP=192.0.2.1 SSLREMOTEHOST=x.bad.example"
same 'and no name of another source' "$(key host)" -
come 'PROTO=SSL SSLREMOTEIP=192.0.2.1'
like 'the next program finds what was there' "$got" \
    '220 SSL - - - - - - by *'
come 'PROTO=TCP6 TCP6REMOTEIP=192.0.2.1 TCP6REMOTEHOST=good.example'
same 'TCP6REMOTEIP is never read' "$(told) $status $(key ip)" '451 111 -'
come 'PROTO=SSL SSLREMOTEIP=unknown'
like 'what is no address is named' "$(told) $(key error)" \
    '451 SSLREMOTEIP_is_"unknown",_no_IP_address:_the_server_before_*'
come 'PROTO=SSL'
like 'what is missing is named' "$(told) $(key error)" \
    '451 SSLREMOTEIP_is_not_set:_*'

come ''
like 'without -s the log says -s' "$(told) $status $(key error)" \
    '451 111 TCPREMOTEIP_is_not_set:_give_the_filter_the_option_-s,*'
come '' -s
same 'with -s the connection tells' "$(told) $(key ip) $(key rule)" \
    '553 127.0.0.1 loopback'
come 'TCPREMOTEIP=192.0.2.9' -s
same 'what a variable tells goes before' "$(key ip)" 192.0.2.9
come 'TCPREMOTEIP=localhost' -s
like 'also if it is no address' "$(told) $(key error)" \
    '451 TCPREMOTEIP_is_"localhost",_no_IP_address:*'
come "$ssl" -s
same 'PROTO, too' "$(key ip)" 192.0.2.9

echo 'pass @any id=all' | rules
come 'TCPREMOTEHOST=stale.example TCPREMOTEINFO=stale TCPPARANOID=stale' -s
like 'the next program is told, and nothing stale' "$got" \
    "220 TCP 127.0.0.1 [1-9]* 127.0.0.1 $port - - by all^M"
same 'nor is the rest' "$(key host) $(key name)" '- unknown'
RELAYCLIENT='' come '' -s
like 'also where RELAYCLIENT decides' "$got" \
    "220 TCP 127.0.0.1 [1-9]* 127.0.0.1 $port - - by RELAYCLIENT^M"
printf 'block @port=1-65535 id=some\n' | rules
come '' -s
same 'the port is that of the connection' "$(told) $(key rule)" '553 some'

# without <KIND>: descriptor 0 is something else
echo 'pass @any id=all' | rules
got=$(: | env -u TCPREMOTEIP -u PROTO dyn-host-filter -s -r banner -f "$db" \
    true 2>"$tmp/log" | cat -v)
log=$(cat "$tmp/log")
like 'a pipe tells nothing' "$got $(key error)" \
    '451 4.3.0 *_not_set,_and_descriptor_0_is_no_socket,_no_TCP_connection:*'
got=$(REMOTE_ADDR=192.0.2.1 dyn-host-filter -r banner -f "$db" true \
    2>"$tmp/log" </dev/null | cat -v)
log=$(cat "$tmp/log")
like 'another variable is pointed at' "$got $(key error)" \
    '451 4.3.0 *_set_it,_to_the_address_in_REMOTE_ADDR'
got=$(python3 -c 'import os, socket, subprocess
ours, theirs = socket.socketpair()
os.environ.pop("PROTO", None)
p = subprocess.Popen(["dyn-host-filter", "-s", "-r", "banner", "-f",
    "'"$db"'", "true"], stdin=theirs, stdout=theirs,
    stderr=subprocess.PIPE)
theirs.close()
ours.shutdown(socket.SHUT_WR)
print(ours.makefile().read()[:9], p.stderr.read().decode())')
like 'a unix socket tells nothing' "$got" \
    '451 4.3.0 *descriptor_0_is_a_unix_socket,_no_TCP_connection:*'
