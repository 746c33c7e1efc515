#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# From a log to the ledger, and from there to a refusal that ends by itself.
. "${0%/*}/lib.sh"
plan 29

state=$tmp/state
set_rules() {
	{
		cat
		echo "state_dir $state"
		echo "listen filter $tmp/socket"
		echo "listen offences $tmp/offences"
		echo "daemon $tmp/socket"
		echo "offender_never $tmp/ours"
		echo 'dns_timeout 0'
		echo 'default_unresolved_action pass'
		echo 'default_ip_action pass'
	} | rules
}
echo '198.51.100.0/24 # relays' >"$tmp/ours"
set_rules <<'END'
block @offender=storm id=storm
END
# storm IP COUNT: so many lines of a log, of now
storm() {
	i=0
	while [ $i -lt "$2" ]; do
		printf '%s mx postfix/smtpd[9]: NOQUEUE: reject: RCPT from unknown[%s]: 550 5.1.1 <u%d@here.example>: Recipient address rejected: User unknown in local recipient table; from=<>\n' \
		    "$(date +%Y-%m-%dT%H:%M:%S%z)" "$1" $i
		i=$((i + 1))
	done
}
# tell [OPTION...] <LOG: what dhf-watch says
tell() { dhf-watch -s "$tmp/offences" "$@" - 2>&1; }

dhfd_begin
mail 192.0.2.7 -
same 'nothing is held against him' "$(told)" pass
same 'ten tries are not enough' "$(storm 192.0.2.7 10 | tell)" ''
like 'the eleventh is told of' "$(storm 192.0.2.7 11 | tell)" \
    'dhf-watch: 192.0.2.7: told'
mail 192.0.2.7 -
same 'and he is refused' "$(told) $(key rule)" '553 storm'
mail 192.0.2.8 -
same 'he alone' "$(told)" pass
like 'the daemon says why' "$(dhfd -f "$db" --state 192.0.2.7)" \
    "offender	192.0.2.7	storm	watch	*	1	*User unknown*"
same 'until when' "$(dhfd -f "$db" --state 192.0.2.7 |
    awk -F '\t' '/^offender/ { print $8 - $6 }')" 14400
like 'our relays never' "$(storm 198.51.100.9 11 | tell)" \
    'dhf-watch: 198.51.100.9: never held against this address'
same 'nor this machine' "$(storm 127.0.0.1 11 | tell)" ''
like 'IPv6 by its network' "$(storm 2001:db8::7 11 | tell)" '*: told'
mail 2001:db8::ffff -
same 'which is refused' "$(told) $(key rule)" '553 storm'

# who talks before he is greeted, and is refused
set_rules <<'RULES'
block @offender=storm id=storm
block @ip=192.0.2.20 id=bad
defer @offender=early-talker id=early
RULES
await grep -q 'read anew' "$tmp/dhfd.log"
# shellcheck disable=SC2016 # for perl
talk eager env TCPREMOTEIP=192.0.2.20 perl -e '
    vec($said, 0, 1) = 1; select($said, undef, undef, 20); exec @ARGV' \
    dyn-host-filter -f "$db" "$tmp/next" \
    <<'END'
EHLO early.example
QUIT
END
same 'an early talker is noted' "$(key note)" pregreet
like 'in the ledger, too' "$(dhfd -f "$db" --state 192.0.2.20)" \
    'offender	192.0.2.20	early-talker	filter	*'
sed '/^block @ip/d' "$tmp/rules" >"$tmp/rules.2"
rules <"$tmp/rules.2"
mail 192.0.2.20 -
same 'and held against him' "$(told) $(key rule)" '451 early'

# in the ledger after a crash, and as text
dhfd -f "$db" --dump >"$tmp/dumped" # which waits until all is kept
dhfd_end KILL 2>/dev/null
dhfd_begin
mail 192.0.2.7 -
same 'a crash forgets nobody' "$(told) $(key rule)" '553 storm'
dhfd -f "$db" --dump | awk -F '\t' -v OFS='\t' '
    $1 == "offender" { $6 -= 20000; $8 -= 20000 } { print }' >"$tmp/older"
dhfd -f "$db" --load "$tmp/older"
mail 192.0.2.7 -
same 'what is over is not held any more' "$(told)" pass
like 'but is remembered' "$(dhfd -f "$db" --state 192.0.2.7)" 'offender*'
like 'so that he is known' "$(storm 192.0.2.7 11 | tell -d 1h)" '*told'
same 'as a repeater' "$(dhfd -f "$db" --state 192.0.2.7 |
    awk -F '\t' '/^offender/ { print $7 }')" 2

# whom a pass rule lets in, by address, by name, by a list
dhfd_end
dns_serve <<'END'
30.100.51.198.in-addr.arpa	PTR	delay=300 mx.good.example
mx.good.example		A	198.51.100.30
31.100.51.198.in-addr.arpa	PTR	mx.good.example
32.113.0.203.in-addr.arpa	PTR	x.example
x.example		A	203.0.113.32
32.113.0.203.wl.example	A	delay=300 127.0.0.2
33.113.0.203.in-addr.arpa	PTR	silent
40.113.0.203.in-addr.arpa	PTR	silent
END
sed -i 's/^dns_timeout 0/dns_timeout 2s/; 1i\
pass @ip=203.0.113.40\
pass @regex=^mx\\.good\\.example$ id=friend\
pass @dnswl=wl.example id=wl' "$tmp/rules.2"
rules <"$tmp/rules.2"
: >"$tmp/ours"
dhfd_begin
offender() { dhf-test -f "$db" --offender "$1" | grep -c ': tried'; }
listed() { [ "$(offender "$1")" = 1 ]; }
for ip in 203.0.113.40 198.51.100.30 203.0.113.32 198.51.100.31 203.0.113.33; do
	storm $ip 11
done >"$tmp/storms"
same 'for the others nobody waits' "$(tell <"$tmp/storms" | grep -c told)" 5
await listed 203.0.113.33
ok 'whose name nobody knows is an offender' listed 203.0.113.33
ok 'so is whose name does not lead back' listed 198.51.100.31
same 'by address, whoever has its name' "$(offender 203.0.113.40)" 0
same 'by name' "$(offender 198.51.100.30)" 0
same 'by a list' "$(offender 203.0.113.32)" 0
like 'which is told' "$(grep 'lets it in' "$tmp/dhfd.log")" \
    '*nothing is held against it*rule *'
# what waits for DNS is entered at the end
storm 203.0.113.33 22 | tell -c 22/1h \
    >"$tmp/told"
dhfd_end
same 'what was waited for is entered at the end' "$(dhfd -f "$db" \
    --state 203.0.113.33 | awk -F '\t' '/^offender/ { print $7 }')" 2
dhfd_begin

# who asks at the wrong place, and who asks nobody
like 'the socket of filters takes no reports' \
    "$(storm 192.0.2.9 11 | dhf-watch -s "$tmp/socket" - 2>&1)" \
    '*cannot: not here*'
dhfd_end
like 'without a daemon they wait' "$(storm 192.0.2.9 11 | tell)" \
    'dhf-watch: the daemon does not answer: connect to *: asking again'
