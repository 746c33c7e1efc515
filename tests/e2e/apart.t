#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# With -I a process of its own decides: the same as without it, and whatever
# becomes of that process, nobody is let in by it.
. "${0%/*}/lib.sh"
[ -r /proc/self/task/$$/children ] || skip_all 'no list of children in /proc'

dns_serve <<'END'
20.100.51.198.in-addr.arpa PTR mail.good.test
mail.good.test A 198.51.100.20
21.100.51.198.in-addr.arpa PTR pool21.bad.test
pool21.bad.test A 198.51.100.21
22.100.51.198.in-addr.arpa * silent
23.100.51.198.in-addr.arpa PTR plain.other.test
plain.other.test A 198.51.100.23
23.100.51.198.bl.test A 127.0.0.2
23.100.51.198.bl.test TXT it has been seen
END
rules <<END
dns_timeout 20s
state_dir $tmp/state
daemon $tmp/socket
mark @ip=198.51.100.0/24 id=seen
block @name=bad.test id=bad
defer @dnsbl=bl.test id=listed
block @ip=198.51.100.9 id=nine
END

# line: what the log says, but for the process, the rules' id and the time
line() { printf '%s\n' "$log" | sed 's/ pid=[0-9]*//'; }
for client in '198.51.100.9 -' '198.51.100.20 -' '198.51.100.21 -' \
    '198.51.100.23 -' '198.51.100.30 a.good.test' '198.51.100.31 x.bad.test' \
    '198.51.100.32 odd_name%.test' 'no-address -'; do
	mail ${client}
	here="$status $(line) $got"
	mail ${client} -I
	same "it is the same for $client" "$status $(line) $got" "$here"
done
mail 198.51.100.20 - -I
same 'what it learnt is known to the log' "$(key host) $(key name)" \
    'mail.good.test proven'
mail 198.51.100.30 bad_one.test -i -I
here=$got
mail 198.51.100.30 bad_one.test -i
is 'the next program is told the same' "$here"

# with -I and these options a client of whom DNS says nothing; $child is who
# decides about it
begin() {
	: >"$tmp/log"
	env TCPREMOTEIP=198.51.100.22 dyn-host-filter -f "$db" -I -r banner "$@" \
	    "$tmp/next" </dev/null >"$tmp/raw" 2>"$tmp/log" &
	filter=$!
	await grep -qs "[0-9]" "/proc/$filter/task/$filter/children"
	child=$(tr -d ' ' <"/proc/$filter/task/$filter/children")
	await decides
}
# It has become what it is to be: its descriptors are not the client's.
decides() { [ "$(readlink "/proc/$child/fd/0")" != /dev/null ]; }
end() {
	wait "$filter"
	status=$?
	got=$(cat -v "$tmp/raw" | hide)
	log=$(grep -a '^dyn-host-filter: ' "$tmp/log" | hide)
}
failed() {
	same "$1" "$status $(told) $(key rule)" '111 banner 451 crash'
	like 'and that is told' "$(key error)" "$2"
}

begin
await sh -c "[ \"\$(readlink /proc/$child/fd/3)\" ]"
same 'it has neither the client nor the log' \
    "$(for i in 0 1 2; do readlink "/proc/$child/fd/$i" | cut -d: -f1; done |
    xargs)" 'pipe pipe pipe'
if sanitized || ! grep -q '^Seccomp:' /proc/self/status ||
    [ "$(uname -m)" != x86_64 ]; then
	skip 'it can gain nothing' 'not here'
else
	await grep -qs "^Seccomp:.2" "/proc/$child/status"
	same 'it can gain nothing' "$(awk '/^NoNewPrivs|^Seccomp:/ { print $2 }
	    ' "/proc/$child/status" | xargs)" '1 2'
fi
kill -KILL "$child"
end
failed 'one that is killed decides nothing' '*ended_by_signal_9*'
begin -o
kill -KILL "$child"
end
failed 'nobody is let in by that, -o or not' '*ended_by_signal_9*'
begin
kill -ABRT "$child"
end
failed 'a crash is heard of once' '*process_that_decides*'
same 'and by the parent alone' "$(grep -c . "$tmp/log")" 1
plan
