#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A shared store that is not there, or not well: whoever asks is judged without
# it, and only the first one asks it; it comes back by itself.
. "${0%/*}/lib.sh"
python3 -c '' 2>/dev/null || skip_all 'no python3'
modes='silent slow half garbage strange hangup busy readonly oom loading password version'
plan 68
pids=''
cleanup() { kill $pids 2>/dev/null; }

# begin MODE: a server that is well, and a daemon that uses it
begin() {
	d=$tmp/$1
	mkdir "$d"
	echo well >"$d/mode"
	: >"$d/asked"
	mkfifo "$d/port"
	"$tools/redis-stub" "$d/mode" "$d/asked" >"$d/port" &
	pids="$pids $!"
	read -r at <"$d/port"
	rules <<END
state_dir $d/state
store redis://127.0.0.1:$at/1
listen filter $d/socket
daemon $d/socket
daemon_timeout 5s
listen postfix $d/postfix
dns_timeout 0
grey @any id=grey
END
	mv "$db" "$d/db"
	dhfd -f "$d/db" 2>"$d/log" &
	pids="$pids $!"
	eval "dhfd_$1=$!"
	await grep -q 'is there$' "$d/log"
}
# ask MODE IP: what Postfix is told, in a word
ask() {
	"$tools/policy-talk" "$tmp/$1/postfix" "client_address=$2" \
	    client_name=unknown protocol_state=RCPT | cut -d' ' -f1
}
# asked MODE: how often a record was
asked() { grep -c -e GET -e EVAL "$tmp/$1/asked"; }
# Whether a client that is new has to wait.
number=0
waits() {
	number=$((number + 1))
	[ "$(ask "$1" "198.51.100.$number")" = action=DEFER_IF_PERMIT ]
}

for m in $modes; do
	begin "$m"
	same "$m: with a server that is well the greylist is asked" \
	    "$(ask "$m" 192.0.2.7)" action=DEFER_IF_PERMIT
done
for m in $modes; do
	echo "$m" >"$tmp/$m/mode"
	first=$(ask "$m" 192.0.2.8)
	before=$(asked "$m")
	second=$(ask "$m" 192.0.2.9)
	same "$m: clients are let on" "$first $second" \
	    'action=DUNNO action=DUNNO'
	same "$m: the first one alone asks" "$(asked "$m")" "$before"
done
mv "$tmp/silent/db" "$db"
mail 192.0.2.9 -
same 'the filter goes on alone as well' "$(told) $(key note)" 'pass nostate'
for m in $modes; do
	same "$m: that is told once" "$(grep -c 'is not there' \
	    "$tmp/$m/log")" 1
	echo well >"$tmp/$m/mode"
done
for m in $modes; do
	number=0
	await waits "$m"
	ok "$m: it is asked again" waits "$m"
done
same 'with what it had' "$(ask busy 192.0.2.7)" action=DEFER_IF_PERMIT

# a server that is gone, and one that never was there
mkdir "$tmp/gone"
: >"$tmp/gone/asked"
rules <<END
state_dir $tmp/gone/state
store redis://127.0.0.1:1/0
listen filter $tmp/gone/socket
listen postfix $tmp/gone/postfix
dns_timeout 0
grey @any id=grey
END
dhfd_begin
same 'without a server dhfd runs' "$(ask gone 192.0.2.7)" action=DUNNO
like 'and says so' "$(cat "$tmp/dhfd.log")" '*127.0.0.1 port 1 is not there*'
like 'nobody but dhfd asks it' "$(dhfd -f "$db" --dump 2>&1)" \
    '*the shared store does not answer*'
dhfd_end
like 'which has to run' "$(dhfd -f "$db" --dump 2>&1)" \
    '*no daemon runs*start dhfd*'
like 'what it knows is told if it is there' \
    "$(dhfd -f "$tmp/busy/db" --state 192.0.2.7)" 'grey	192.0.2.7	wait*'

# what stands in the rules
printf 'store %s\n' redis://user:hush@127.0.0.1/0 >"$tmp/rules"
got=$(dhf-compile -n "$tmp/rules" 2>&1)
like 'a password in the rules is refused' "$got" '*rules:1*store_secret*'
