#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A disk on which each fdatasync(2) takes 15 seconds delays no answer of the
# daemon: strace(1) makes it so slow.
. "${0%/*}/lib.sh"
strace -o /dev/null true 2>/dev/null || skip_all 'strace does not work here'
plan 6

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
slow=15
: >"$tmp/dhfd.log" # or the first one is ready once more
ASAN_OPTIONS=detect_leaks=0 strace -D -f -o "$tmp/calls" -e trace=fdatasync \
    -e inject=fdatasync:delay_enter=${slow}000000 \
    dhfd -f "$db" 2>"$tmp/dhfd.log" &
dhfd=$!
await grep -q ': ready$' "$tmp/dhfd.log" || note "$(cat "$tmp/dhfd.log")"

mail 192.0.2.1 -
same 'the first client waits' "$(told) $(key by)" '451 daemon'
began=$(date +%s)
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
    '451 4.7.1 [[]W] try again in [3456]? s *'
took=$(($(date +%s) - began))
note "$took seconds for 9 clients"
empty 'all others are answered by the daemon' "$tmp/wrong"
ok 'before the disk has answered once' test "$took" -lt $((slow - 2))
same 'it is the same commit' "$(grep -c 'fdatasync(' "$tmp/calls")" 1
kill -9 "$dhfd"
wait "$dhfd" 2>/dev/null
dhfd=
