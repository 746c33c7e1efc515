#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A disk on which fdatasync(2) does not end delays no answer of the daemon:
# strace(1) makes it so slow.  It prints the call when it begins, and what it
# gave when it ends.
. "${0%/*}/lib.sh"
strace -o /dev/null true 2>/dev/null || skip_all 'strace does not work here'
plan 5

rules <<END
state_dir $tmp/state
listen filter $tmp/socket
daemon $tmp/socket
daemon_timeout 5s
dns_timeout 0
grey @any id=all
END
dhfd_begin # makes the store
dhfd_end
: >"$tmp/dhfd.log" # or the first one is ready once more
ASAN_OPTIONS=detect_leaks=0 strace -D -f -o "$tmp/calls" -e trace=fdatasync \
    -e inject=fdatasync:delay_enter=900000000 \
    dhfd -f "$db" 2>"$tmp/dhfd.log" &
dhfd=$!
await grep -q ': ready$' "$tmp/dhfd.log" || note "$(cat "$tmp/dhfd.log")"

mail 192.0.2.1 -
same 'the first client waits' "$(told) $(key by)" '451 daemon'
await grep -q fdatasync "$tmp/calls"
ok 'and is being written' grep -q 'fdatasync(' "$tmp/calls"
: >"$tmp/wrong"
for i in $(seq 8); do
	mail 192.0.2.$((i + 1)) -
	[ "$(told) $(key by) $(key note)" = '451 daemon -' ] ||
	    echo "client $i: $log" >>"$tmp/wrong"
done
mail 192.0.2.1 -
like 'what is not written yet is known' "$(refusal)" \
    '451 4.7.1 [[]W] try again in ?* s *'
empty 'all others are answered by the daemon' "$tmp/wrong"
same 'and the disk has not answered once' \
    "$(grep -c 'fdatasync(' "$tmp/calls") $(grep -c '= ' "$tmp/calls")" '1 0'
tracer=$(sed -n 's/^TracerPid:[^0-9]*//p' "/proc/$dhfd/status")
kill -9 "$dhfd" "$tracer" # which would wait for the end of the call
wait "$dhfd" 2>/dev/null
dhfd=
