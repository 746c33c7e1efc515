#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# PROXY headers at dhfd's TCP listeners: whose they are believed, and that they
# say who asks.
. "${0%/*}/lib.sh"
command -v python3 >/dev/null || skip_all 'no python3'
plan 13
port=$(python3 -c 'import socket
s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cleanup() { [ -z "$dhfd" ] || kill "$dhfd" 2>/dev/null; }

# set_rules FROM: of these addresses headers are believed
set_rules() {
	rules <<END
state_dir $tmp/state
dns_timeout 0
listen dynawall 127.0.0.1:$port
dynawall_from 192.0.2.0/24
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

sed -i 's/^dynawall_from .*/dynawall_from 127.0.0.1/' "$tmp/rules"
dhf-compile -o "$db" "$tmp/rules" 2>/dev/null
dhfd_begin
asks "$(four 192.0.2.9)198.51.100.7\n"
is 'a header of one who may ask, but is no balancer: 5' "'5' 1"
ok 'and the log says so' grep -q \
    'dynawall: 127.0.0.1 sends a PROXY header, and proxy_from does not' \
    "$tmp/dhfd.log"
asks '198.51.100.7\n'
is 'who has no balancer is answered' "'0' 1"
dhfd_end
