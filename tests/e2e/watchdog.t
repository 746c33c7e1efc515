#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The filter hangs, or crashes, while it judges: the client gets 451, or with -o
# and only for hanging the server.
. "${0%/*}/lib.sh"
dns_serve <<'END'
* * silent
END
rules <<'END'
default_unresolved_action pass
block @dnsbl=silent.test
dns_timeout 60000
END

# judge SIGNAL [OPTION...]: a filter that waits for DNS gets the signal; sets
# $got to what its client hears, or "next", and the exit status; and $log
judge() {
	signal=$1
	shift
	: >"$tmp/asked"
	env TCPREMOTEIP=198.51.100.7 TCPREMOTEHOST=mx.friend.example \
	    dyn-host-filter -r banner -f "$db" "$@" echo next \
	    >"$tmp/out" 2>"$tmp/err" </dev/null &
	filter=$!
	await test -s "$tmp/asked"
	kill -s "$signal" $filter
	wait $filter
	got="$(tr -d '\r' <"$tmp/out") $?"
	log=$(cat "$tmp/err")
}
later='451 4.3.0 temporary failure, try again later 111'

judge ALRM
is 'no verdict in time: 451' "$later"
same 'and the log has it' "$log" \
    'dyn-host-filter: no verdict in time: the client got 451'
judge ALRM -o
is 'with -o the server' 'next 0'
same 'which the log has, too' "$log" \
    'dyn-host-filter: no verdict in time: the client is let in'
judge ALRM -i
is '-i is no -o' "$later"
if sanitized; then
	skip 'a crash' 'the sanitizer catches it'
else
	for signal in SEGV BUS FPE ILL ABRT; do
		judge $signal -o
		is "a crash by $signal: 451, whatever the options" "$later"
		like 'and the log has it' "$log" 'dyn-host-filter: crashed: *'
	done
fi

# stuck in a call, as with a disk or a server of files that does not answer
# shellcheck disable=SC2086 # CC may have options
if counted; then
	skip 'a call that does not return' 'the first is that of the counters'
elif sanitized || ! ${CC:-cc} -std=c11 -o "$tmp/fail-call" \
    "$top/tests/sweep/fail-call.c" -lseccomp 2>/dev/null ||
    ! "$tmp/fail-call" /bin/true true 2>/dev/null; then
	skip 'a call that does not return' 'nobody can stop one here'
else
	filter=$top/src/cmd/dyn-host-filter
	for call in fstat newfstatat; do
		env TCPREMOTEIP=198.51.100.7 TCPREMOTEHOST=a.example \
		    "$tmp/fail-call" -c $call -n 1 -e 0 -l "$tmp/calls" \
		    "$filter" "$filter" -r banner -f "$db" echo next \
		    2>"$tmp/err" >"$tmp/out" </dev/null
		got="$(tr -d '\r' <"$tmp/out") $?"
		log=$(cat "$tmp/err")
		! grep -q "^$call " "$tmp/calls" || break
	done
	is 'a call that does not return: 451' "$later"
fi
plan
