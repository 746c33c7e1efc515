#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Many clients behind one private address: when they have greeted with many
# names, what the rules say of that address is not done to them.
. "${0%/*}/lib.sh"
command -v python3 >/dev/null || skip_all 'no python3'
plan 17
cleanup() { [ -z "$dhfd" ] || kill "$dhfd" 2>/dev/null; }
port2=$(python3 -c 'import socket
s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
rules <<END
state_dir $tmp/state
daemon $tmp/socket
listen filter $tmp/socket
listen dynawall 127.0.0.1:$port2
daemon_timeout 5s
dns_timeout 0
grey @ip=10.0.0.3 id=later
block @any id=all code=553
END
dhfd_begin

# greets IP NAME: a client brings mail; sets $got and $log
greets() {
	talk lockstep env -u TCPREMOTEHOST "TCPREMOTEIP=$1" dyn-host-filter \
	    -f "$db" "$tmp/next" <<END
EHLO $2
MAIL FROM:<a@client.example>
RCPT TO:<b@here.example>
QUIT
END
	got=$(told)
}
# heard COUNT: so many were held and are gone
heard() {
	await sh -c 'kill -USR1 "$0" && sleep 0.05 &&
	    grep -qx "held.quit $2" "$1"/state/statistics' \
	    "$dhfd" "$tmp" "$1"
}

for ip in 10.0.0.1 198.51.100.7; do
	for name in a b c d; do
		greets $ip $name.example
		echo "$got"
	done
	greets $ip A.example
	echo "$got"
done | uniq >"$tmp/four"
same 'four names, and one of them twice: all are refused' \
    "$(cat "$tmp/four")" 553
heard 10
ok 'and the log has nothing of it' sh -c "! grep -q crowd '$tmp/dhfd.log'"
greets 10.0.0.1 e.example
is 'one more hears his refusal, too' 553
await grep -q crowd "$tmp/dhfd.log"
like 'then the log says why nobody else will' \
    "$(grep crowd "$tmp/dhfd.log")" \
    '*crowd: 10.0.0.1, a private address *5 names *dhf-proxyenv(1)*'
greets 10.0.0.1 f.example
is 'whoever comes now is let in' pass
same 'the log has which rule it was, and why' \
    "$(key action) $(key code) $(key rule) $(key note) $(key by)" \
    'pass - all crowd -'
greets 10.0.0.1 a.example
is 'also by a name of before' pass
greets 10.0.0.2 f.example
is 'who has another address is refused' 553
greets 198.51.100.7 e.example
heard 13
greets 198.51.100.7 f.example
is 'an address that is not private is one client, whatever names it has' 553
same 'dynawall has nothing against the one either' \
    "$(echo 10.0.0.1 | "$tools/wall-talk" "$port2")" "'0' 1"
same 'and against the other' \
    "$(echo 10.0.0.2 | "$tools/wall-talk" "$port2")" "'1' 1"
for name in a b c d e; do
	greets 10.0.0.3 $name.example
done
is 'who has to wait waits' 451
heard 19
greets 10.0.0.3 f.example
is 'but not when they are many' pass
same 'and the log has it' "$(key action) $(key rule) $(key note)" \
    'grey later crowd'
kill -USR1 "$dhfd"
ok 'it is counted' await grep -qx 'crowd.spared 4' "$tmp/state/statistics"
talk lockstep env DHF=-no "TCPREMOTEIP=10.0.0.1" dyn-host-filter -f "$db" \
    "$tmp/next" <<'END'
EHLO g.example
MAIL FROM:<a@client.example>
RCPT TO:<b@here.example>
QUIT
END
same 'what tcprules says by DHF is done all the same' "$(told)" 553
dhfd_end
same 'it ends well' "$status" 0
