#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# @neighbours in every place where a client is judged, against a zone of pools,
# numbered servers, mixed networks and silence: what is found, how many questions
# that takes, and that none leaves the network of the client.
. "${0%/*}/lib.sh"
plan 31

row() { seq "$1" "$2" | sed "s/.*/$3/"; } # lines, "&" being the number
zeros=0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0
six=$zeros.8.b.d.0.1.0.0.2.ip6.arpa # of 2001:db8::/64 but the last four nibbles
dns_serve <<END
$(row 0 255 '&.10.51.198.in-addr.arpa PTR ppp-198-51-10-&.pool.test')
$(row 1 9 '&.11.51.198.in-addr.arpa PTR mx&.farm.test')
71.12.51.198.in-addr.arpa PTR www.a.test
72.12.51.198.in-addr.arpa PTR mail.b.test
73.12.51.198.in-addr.arpa PTR c.test
74.12.51.198.in-addr.arpa PTR host74.pool.test
75.12.51.198.in-addr.arpa PTR d.test
25.13.51.198.in-addr.arpa PTR mail.alone.test
*.14.51.198.in-addr.arpa * silent
77.14.51.198.in-addr.arpa PTR h77.mute.test
*.15.51.198.in-addr.arpa PTR servfail
*.16.51.198.in-addr.arpa PTR line.twins.test
24.17.51.198.in-addr.arpa PTR cpe-0a1b2c3d4e5f.modem.test
25.17.51.198.in-addr.arpa PTR cpe-d4a1b2c30102.modem.test
26.17.51.198.in-addr.arpa PTR cpe-001122aabbcc.modem.test
24.18.51.198.in-addr.arpa PTR c6331218.hex.test
25.18.51.198.in-addr.arpa PTR c6331219.hex.test
26.18.51.198.in-addr.arpa PTR c633121a.hex.test
76.19.51.198.in-addr.arpa PTR ppp-198-51-19-76.pool.test
78.19.51.198.in-addr.arpa PTR ppp-198-51-19-78.pool.test
75.19.51.198.in-addr.arpa PTR silent
79.19.51.198.in-addr.arpa PTR silent
4.2.0.0.$six PTR 2001-db8--24.dyn.test
5.2.0.0.$six PTR 2001-db8--25.dyn.test
6.2.0.0.$six PTR 2001-db8--26.dyn.test
END
cat >"$tmp/book" <<END
dns_timeout 1500
state_dir $tmp/state
listen postfix $tmp/policy
pass @name=friend.test id=friend
pass !@neighbours=same,none @neighbours=other id=other
defer @neighbours=same id=same
block @neighbours=none id=none
END
rules <"$tmp/book"

# asked: the names that were asked for, each once however often it was sent
asked() { sed 's/^udp //; s/ [A-Z]*$//' "$tmp/asked" | sort -u; }
count() { asked | wc -l; }
# asks IP NAME: what the filter did, how that is noted, and how many questions
asks() {
	: >"$tmp/asked"
	env TCPREMOTEIP="$1" TCPREMOTEHOST="$2" \
	    dyn-host-filter -i -f "$db" sh -c : 2>"$tmp/log" </dev/null
	got=$(sed -n 's/.* action=\([^ ]*\) .* rule=\([^ ]*\) .* note=\([^ ]*\) .*/\1 \2 \3/p' \
	    "$tmp/log")" $(count)"
}
# so NAME WANT IP HOST
so() {
	asks "$3" "$4"
	is "$1" "$2"
}

so 'a pool' 'defer same dns:neighbours:same 4' \
    198.51.10.77 ppp-198-51-10-77.pool.test
same 'asked are the nearest' "$(asked)" '75.10.51.198.in-addr.arpa
76.10.51.198.in-addr.arpa
78.10.51.198.in-addr.arpa
79.10.51.198.in-addr.arpa'
last_octets() { asked | sed 's/\.10\.51\.198\.in-addr\.arpa//' | sort -n | tr '\n' ' '; }
so 'its first line' 'defer same dns:neighbours:same 4' \
    198.51.10.0 ppp-198-51-10-0.pool.test
same 'asks inside the network' "$(last_octets)" '1 2 3 4 '
so 'and its last' 'defer same dns:neighbours:same 4' \
    198.51.10.255 ppp-198-51-10-255.pool.test
same 'and neither its first nor its last address' "$(last_octets)" \
    '251 252 253 254 '
so 'a pool by hexadecimal digits' 'defer same dns:neighbours:same 4' \
    198.51.18.25 c6331219.hex.test
so 'a pool of modems' 'defer same dns:neighbours:same 4' \
    198.51.17.25 cpe-d4a1b2c30102.modem.test
so 'a pool where some lines are silent' 'defer same dns:neighbours:same 4' \
    198.51.19.77 ppp-198-51-19-77.pool.test
so 'numbered servers look the same' 'defer same dns:neighbours:same 4' \
    198.51.11.5 mx5.farm.test
so 'a server beside a pool' 'pass other dns:neighbours:other 4' \
    198.51.10.77 mail.company.test
so 'a network of many' 'pass other dns:neighbours:other 4' \
    198.51.12.73 c.test
so 'a line of a pool in it' 'pass other dns:neighbours:other 4' \
    198.51.12.74 host74.pool.test
so 'nobody beside it' 'block none dns:neighbours:none 4' \
    198.51.13.25 mail.alone.test
so 'one name for all says nothing' 'pass default_action dns:neighbours:mixed 4' \
    198.51.16.25 line.twins.test
so 'a server that fails' 'pass default_action dns:neighbours:unknown 4' \
    198.51.15.25 h25.broken.test
so 'IPv6, a pool' 'defer same dns:neighbours:same 4' \
    2001:db8::25 2001-db8--25.dyn.test
so 'IPv6, the first address of a /64 is not asked' \
    'block none dns:neighbours:none 4' 2001:db8::1 one.test
same 'nor another network' "$(asked | sed "s/\.$six//" | tr '\n' ' ')" \
    '2.0.0.0 3.0.0.0 4.0.0.0 5.0.0.0 '
so 'where a rule decided before, nobody is asked' 'pass friend - 0' \
    198.51.10.77 mx.friend.test

# the deadline
sed 's/1500/200/' "$tmp/book" | rules
so 'silence ends at the deadline, and no 5xx comes of it' \
    'pass default_action dns:neighbours:unknown 4' \
    198.51.14.77 h77.mute.test
{ sed 's/1500/200/' "$tmp/book"; echo 'block @any id=rest'; } >"$tmp/capped"
rules <"$tmp/capped"
asks 198.51.14.77 h77.mute.test
is 'a block behind it is capped to 4xx' \
    'defer rest capped,dns:neighbours:unknown 4'

# a name that nobody told is asked for first, and then those beside it
rules <<'END'
grey @class=dynamic @neighbours=same id=dynamic
END
: >"$tmp/asked"
env -u TCPREMOTEHOST TCPREMOTEIP=198.51.10.99 \
    dyn-host-filter -i -f "$db" sh -c : 2>"$tmp/log" </dev/null
like 'a name that nobody told' "$(cat "$tmp/log")" \
    '* host=ppp-198-51-10-99.pool.test action=grey *'
same 'its own and four, and the address of the name' \
    $(count) 6
: >"$tmp/asked"
env -u TCPREMOTEHOST TCPREMOTEIP=198.51.13.25 \
    dyn-host-filter -i -f "$db" sh -c : 2>"$tmp/log" </dev/null
same 'not where its class says no' $(count) 2

# through a server, at the desk, and by the daemon
rules <"$tmp/book"
mail 198.51.10.77 ppp-198-51-10-77.pool.test
same 'behind tcpserver' "$(told)" 451
got=$(dhf-test -f "$db" -x ppp-198-51-19-77.pool.test/198.51.19.77 |
    sed -n '/@neighbours=same: yes/,/^[^	]/p' | grep '^		')
is 'dhf-test shows whom it asked, and what it was told' \
    "		198.51.19.76 ppp-198-51-19-76.pool.test: same
		198.51.19.78 ppp-198-51-19-78.pool.test: same
		198.51.19.75 -: unknown
		198.51.19.79 -: unknown"
got=$(dhf-test -f "$db" -j -x mail.alone.test/198.51.13.25 | python3 -c '
import json, sys
rules = json.load(sys.stdin)["rules"]
print(sorted({n["ip"] + " " + n["is"] for rule in rules
              for c in rule["criteria"] for n in c.get("neighbours", [])}))')
is 'and in JSON' \
    "['198.51.13.23 none', '198.51.13.24 none', '198.51.13.26 none', '198.51.13.27 none']"
dhfd_begin
: >"$tmp/asked"
got=$("$tools/policy-talk" "$tmp/policy" client_address=198.51.10.77 \
    client_name=ppp-198-51-10-77.pool.test \
    reverse_client_name=ppp-198-51-10-77.pool.test \
    protocol_state=RCPT recipient=u@here.test)
like 'dhfd, for Postfix' "$got" '*451*'
same 'and asks as many' $(count) 4
: >"$tmp/asked"
"$tools/policy-talk" "$tmp/policy" client_address=198.51.10.77 \
    client_name=ppp-198-51-10-77.pool.test \
    reverse_client_name=ppp-198-51-10-77.pool.test \
    protocol_state=RCPT recipient=u@here.test >/dev/null
ok 'once, and then it knows' [ $(count) = 0 ]
dhfd_end
