#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# PROXY headers at dhfd's TCP listeners: whose they are believed, and that they
# say who asks.
. "${0%/*}/lib.sh"
command -v python3 >/dev/null || skip_all 'no python3'
plan 23
free_port() {
	python3 -c 'import socket
s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}
port=$(free_port) policy=$(free_port) web=$(free_port)
cleanup() { [ -z "$dhfd" ] || kill "$dhfd" 2>/dev/null; }

# set_rules FROM: of these addresses headers are believed
set_rules() {
	rules <<END
state_dir $tmp/state
dns_timeout 0
listen dynawall 127.0.0.1:$port
dynawall_from 192.0.2.0/24
listen postfix 127.0.0.1:$policy
postfix_from 192.0.2.0/24
listen metrics 127.0.0.1:$web
metrics_from 192.0.2.0/24
proxy_from $1
pass @ip=198.51.100.7
block @any code=553
END
}
# asks TEXT: sets $got
asks() {
	# shellcheck disable=SC2059 # escapes are meant
	got=$(printf "$1" | "$tools/wall-talk" "$port")
}
# requests HEADER: the same of the policy server
requests() {
	got=$(printf "$1request=smtpd_access_policy\nclient_address=$2\n\n" |
	    "$tools/policy-talk" -r "$policy")
}
# reads HEADER: and of the numbers
reads() {
	got=$(printf "$1GET /metrics HTTP/1.0\r\n\r\n" |
	    "$tools/wall-talk" "$web" | cut -c 1-16)
}
version2='\r\n\r\n\000\r\nQUIT\n\041\021\000\014\300\000\002\011\012\000\000\001\022\147\001\121'
four() { printf 'PROXY TCP4 %s 10.0.0.1 4711 337\\r\\n' "$1"; }

set_rules 127.0.0.1
dhfd_begin
asks "$(four 192.0.2.9)198.51.100.7\n"
is 'who may ask, through a balancer' "'0' 1"
asks "$(four 192.0.2.9)198.51.100.8\n"
is 'and it is the question that is answered' "'1' 1"
asks "$(four 198.51.100.9)198.51.100.7\n"
is 'who may not, through the same' "'5' 1"
asks '\r\n\r\n\000\r\nQUIT\n\041\021\000\014\300\000\002\011\012\000\000\001\022\147\001\121198.51.100.7\n'
is 'version 2' "'0' 1"
asks 'PROXY UNKNOWN\r\n198.51.100.7\n'
is 'the balancer itself may not' "'5' 1"
asks '198.51.100.7\n'
is 'without a header' "'5' 1"
ok 'the log says so' grep -q \
    'dynawall: 127.0.0.1 sends no PROXY header: ' "$tmp/dhfd.log"
got=$(printf '%b' "$(four 192.0.2.9)198.51.100.7\n" |
    "$tools/wall-talk" -s "$port")
like 'in two pieces, wherever it is cut' "$got" "'0' [5-9][0-9]"
for header in "$(four 192.0.2.9)" "$version2"; do
	requests "$header" 198.51.100.8
	like 'Postfix, through a balancer' "$got" 'action=553 *'
	reads "$header"
	is 'Prometheus, through a balancer' "'HTTP/1.1 200 OK"
done
set_rules 10.0.0.1
kill -HUP "$dhfd"
await grep -q 'rules' "$tmp/dhfd.log"
await sh -c 'printf "PROXY UNKNOWN\r\n" | "$0" "$1" |
    grep -q . && grep -q "does not have it" "$2"' \
    "$tools/wall-talk" "$port" "$tmp/dhfd.log"
asks "$(four 192.0.2.9)198.51.100.7\n"
is 'a header of somebody else: 5' "'5' 1"
dhfd_end
same 'it ends well' "$status" 0

sed -i 's/^\([a-z]*_from\) 192.*/\1 127.0.0.1/' "$tmp/rules"
dhf-compile -o "$db" "$tmp/rules" 2>/dev/null
dhfd_begin
asks "$(four 192.0.2.9)198.51.100.7\n"
is 'a header of one who may ask, but is no balancer: 5' "'5' 1"
ok 'and the log says so' grep -q \
    'dynawall: 127.0.0.1 sends a PROXY header, and proxy_from does not' \
    "$tmp/dhfd.log"
asks '198.51.100.7\n'
is 'who has no balancer is answered' "'0' 1"
for header in "$(four 192.0.2.9)" "$version2"; do
	requests "$header" 198.51.100.8
	is 'Postfix is closed, too' closed
	reads "$header"
	is 'and Prometheus' "'' 1"
done
for place in postfix metrics; do
	ok "the log says so, $place" grep -q \
	    "$place: 127.0.0.1 sends a PROXY header, and proxy_from" \
	    "$tmp/dhfd.log"
done
dhfd_end
