#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What the filter does with a daemon's answers, and without any: mail flows,
# and exactly one of the two speaks to a client.  The daemon is a stub that
# does as told.
. "${0%/*}/lib.sh"
python3 -c '' 2>/dev/null || skip_all 'no python3'
plan 69
daemon=''
cleanup() { [ -z "$daemon" ] || kill "$daemon"; }

# daemon GREY HAND [OFFENCES]: another daemon
daemon() {
	[ -z "$daemon" ] || { kill "$daemon"; wait "$daemon" 2>/dev/null; }
	rm -f "$tmp/sock" "$tmp/heard"
	"$tools/daemon-stub" "$tmp/sock" "$@" >"$tmp/heard" 2>&1 &
	daemon=$!
	until [ -s "$tmp/heard" ]; do sleep 0.02; done
}
heard() { sed 1d "$tmp/heard" | grep -v ^end; }
# It may be about to write.
heard_like() {
	i=0
	until heard | grep -q "$2" || [ $i -gt 50 ]; do
		sleep 0.02
		i=$((i + 1))
	done
	like "$1" "$(heard)" "*$2*"
}

rules <<END
daemon sock
daemon_timeout 300ms
dns_timeout 0
block @ip=192.0.2.1 id=bad
grey @ip=192.0.2.2,2001:db8::2 id=line
pass @ip=192.0.2.3
END

# the greylist
daemon green take
mail 192.0.2.2 dsl-192-0-2-2.isp.example
same 'a green client is let in' "$(told)" pass
same 'and noted' "$(key action) $(key code) $(key note) $(key by)" \
    'grey - green -'
same 'asked by its address and name' "$(heard)" \
    'grey 4 dsl-192-0-2-2.isp.example line'
mail 192.0.2.2 mx.friend.example -u
heard_like 'but by no name that nobody has verified' 'grey 4 - line'
mail 2001:db8::2 -
heard_like 'and by IPv6' 'grey 16 - line'
mail 192.0.2.3 -
same 'others are not asked about' "$(heard | grep -c grey)" 3

daemon 'wait 47' take
mail 192.0.2.2 dsl-192-0-2-2.isp.example
same 'a client that has to wait is refused' "$(told)" 451
is 'by the daemon' '220 stub dyn-host-filter.local^M
250 ok^M
250 ok^M
451 4.7.1 [W] try again in 47 s (rule line)^M
221 bye^M'
same 'as the log says' "$(key action) $(key code) $(key rule) $(key by)" \
    'grey 451 line daemon'
same 'once' "$(printf '%s\n' "$log" | grep -c pid=)" 1
heard_like 'with what it says to be noted' \
    'hand 4 4 30000 dsl-192-0-2-2.isp.example 451 4.7.1 [[]*] try again in 47 s (rule line) dyn-host'
same 'with -i it is told of' \
    "$(mail 192.0.2.2 - -i; echo "$got" | cut -d' ' -f 3-6)" \
    'verdict=grey rule=line score=0 rbl=[W]'

for trouble in cannot silent close garbage version half hand; do
	daemon $trouble take
	mail 192.0.2.2 dsl-192-0-2-2.isp.example
	same "$trouble: it is let in" "$(told)" pass
	same "$trouble: and noted" "$(key action) $(key code) $(key note)" \
	    'grey - nostate'
done
kill "$daemon"
wait "$daemon" 2>/dev/null
daemon=
mail 192.0.2.2 dsl-192-0-2-2.isp.example
same 'nobody listens: it is let in' "$(told) $(key note)" 'pass nostate'
rm "$tmp/sock"
mail 192.0.2.2 dsl-192-0-2-2.isp.example
same 'no socket: it is let in' "$(told) $(key note)" 'pass nostate'

# the hand-over
daemon green take
mail 192.0.2.1 -
is 'a blocked client is handed over' "220 stub dyn-host-filter.local^M
250 ok^M
250 ok^M
$(refusal)
221 bye^M"
like 'with the reply' "$(refusal)" '553 5.7.1 *rule bad*'
same 'and logged once' "$(key code) $(key by) $(printf '%s\n' "$log" |
    grep -c pid=)" '553 daemon 1'
same 'the filter ends well' "$status" 0
heard_like 'it may be kept waiting' 'hand 4 2 30000 - 553'
ok 'one descriptor for both ways' \
    grep -q 'dyn-host-filter 2$' "$tmp/heard"
mail 192.0.2.1 - -r banner
heard_like 'as a banner' 'hand 4 3 5000 '
DHF=-away
export DHF
mail 192.0.2.1 -
same 'whom DHF refuses, too' "$(key rule) $(key by)" 'DHF daemon'
unset DHF
mail 192.0.2.1 - -t 31
same 'not for longer than usual' "$(told) $(key by)" '553 filter'

for trouble in cannot silent close; do
	daemon green $trouble
	mail 192.0.2.1 -
	same "$trouble: the filter says no" "$(told) $(key by)" '553 filter'
	like "$trouble: alone" "$got" '220 dyn-host-filter.local *221*'
done
daemon green late
mail 192.0.2.1 -
same 'late: the filter says no' "$(told) $(key by)" '553 filter'
heard_like 'late: and the daemon does not' 'not mine'
like 'late: so there is one voice' "$got" '220 dyn-host-filter.local *221*'
daemon green mute
mail 192.0.2.1 -
same 'mute: the daemon says no' "$(told) $(key by)" '553 daemon'
like 'mute: so there is one voice' "$got" '220 stub *221*'
daemon green dead
mail 192.0.2.1 -
same 'dead: the connection is closed' "$got $(key by)" ' daemon'

# where the descriptors are no socket, the one who has it waits for us
daemon green take
got=$(printf 'QUIT\r\n' | env TCPREMOTEIP=192.0.2.1 \
    dyn-host-filter -f "$db" "$tmp/next" 2>"$tmp/log" | cat -v)
like 'pipes are not handed over' "$got" '220 dyn-host-filter.local*221*'
same 'as the log says' "$(grep -o 'by=[^ ]*' "$tmp/log")" by=filter

# of reject_at rcpt: all that is known goes with it, if the daemon can give it on
cp "$tmp/rules" "$tmp/rules.1"
{ cat "$tmp/rules.1"; echo 'reject_at rcpt'; } | rules
daemon green take
mail 192.0.2.1 -
same 'at RCPT without a relay: the filter says no' "$(told) $(key by)" \
    '553 filter'
{ cat "$tmp/rules.1"; printf 'reject_at rcpt\nrelay nowhere\n'; } | rules
mail 192.0.2.1 -
same 'with one the daemon does' "$(told) $(key by)" '553 daemon'
like 'and knows whom it has' "$(heard)" \
    "suspect 4 18 30000 0 - unknown bad [1-9]* 127.0.0.1 $port 0 - - -*"
mail 192.0.2.1 - -r banner
heard_like 'but not with -r' 'hand 4 3 5000 '
daemon green old
mail 192.0.2.1 -
same 'one of before does not know it: the filter says no' \
    "$(told) $(key by)" '553 filter'
cp "$tmp/rules.1" "$tmp/rules"

{ cat "$tmp/rules"; echo 'refuse_in filter'; } >"$tmp/rules.2"
rules <"$tmp/rules.2"
mail 192.0.2.1 -
same 'refuse_in filter: the filter says no' "$(told) $(key by)" '553 filter'
same 'without a word' "$(heard)" ''
mail 192.0.2.2 -
same 'but the greylist is asked' "$(told) $(key note)" 'pass green'

daemon 'wait 5' cannot
mail 192.0.2.2 mx.friend.example
same 'a client that waits here' "$(told) $(key by)" '451 filter'
heard_like 'has its envelope told' \
    'envelope 4 mx.friend.example a@client.example b@here.example'

# the ledger: asked once a client, when the walk comes to it
rules <<END
daemon sock
daemon_timeout 300ms
dns_timeout 0
default_unresolved_action pass
default_ip_action pass
pass @ip=192.0.2.3
block @ip=192.0.2.9 @offender=storm id=storm
block @offender=trap,manual id=caught
grey @offender id=seen
END
daemon green cannot 17
mail 192.0.2.1 -
same 'an offender is refused' "$(told) $(key rule)" '553 caught'
same 'asked about once' "$(heard | grep -c offences)" 1
mail 192.0.2.3 -
same 'not where no rule asks' "$(told) $(heard | grep -c offences)" 'pass 1'
daemon green cannot 2
mail 192.0.2.9 -
same 'for what it has done' "$(told) $(key rule)" '553 storm'
mail 192.0.2.1 -
same 'or for anything' "$(key rule) $(key note)" 'seen green'
daemon green cannot 0
mail 192.0.2.9 -
same 'others are not' "$(told) $(key note)" 'pass -'
daemon green cannot
mail 192.0.2.9 -
same 'and nobody is where nobody knows' "$(told) $(key note)" 'pass nostate'

grep -v ^daemon "$tmp/rules" >"$tmp/rules.2"
rules <"$tmp/rules.2"
printf '#!/bin/sh\nexec strace -f -e trace=socket,connect,pipe,pipe2 -o "%s" "$@"\n' \
    "$tmp/trace" >"$tmp/traced"
if strace -o /dev/null true 2>/dev/null; then
	talk lockstep env TCPREMOTEIP=192.0.2.1 sh "$tmp/traced" \
	    dyn-host-filter -f "$db" "$tmp/next" </dev/null
	same 'without a daemon there is no socket' \
	    "$(grep -v '+++ exited' "$tmp/trace")" ''
else
	skip 'without a daemon there is no socket' 'strace is not allowed here'
fi
