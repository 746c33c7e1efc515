#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Whoever asks a daemon that is stopped does not wait for ever, and is told
# whom he would wait for.
. "${0%/*}/lib.sh"
python3 -c '' 2>/dev/null || skip_all 'no python3'
plan 13
state=$tmp/state
printf 'state_dir %s\nlisten filter %s\n' "$state" "$tmp/socket" | rules
cleanup() { [ -z "$dhfd" ] || kill -CONT "$dhfd"; }

# ask WORD COMMAND...: in the background; its status goes to WORD.status
ask() {
	word=$1
	shift
	{
		timeout -k 1 60 "$@" >"$tmp/$word.out" 2>"$tmp/$word.said"
		echo $? >"$tmp/$word.status"
	} &
	askers="$askers $!"
}
askers=''
dhfd_begin
kill -STOP "$dhfd"
ask dump dhfd -f "$db" --dump
ask load dhfd -f "$db" --load /dev/null
ask state dhfd -f "$db" --state 198.51.100.7
ask test dhf-test -f "$db" --state 198.51.100.7
ask zone dhf-zone -s "$state/control" cidr
# as if it were stopped: nobody takes what is asked
python3 - "$tmp/helper" <<'END' &
import signal, socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
s.bind(sys.argv[1])
s.listen(1)
signal.alarm(60)
signal.pause()
END
helper=$!
await test -S "$tmp/helper"
ask ban dhf-ban -s "$tmp/helper" list
# shellcheck disable=SC2086 # their numbers
wait $askers
kill $helper
for word in dump load state test zone; do
	same "$word ends" "$(cat "$tmp/$word.status")" 111
	like 'and says who does not answer' "$(cat "$tmp/$word.said")" \
	    "*: process $dhfd does not answer, for 10 s*"
done
same 'so does dhf-ban' "$(cat "$tmp/ban.status")" 111
like 'with its own helper' "$(cat "$tmp/ban.said")" \
    "*: process $helper does not answer, for 10 s*"
kill -CONT "$dhfd"
dhfd -f "$db" --dump | grep -q '^dhfd-dump 1'
same 'then the daemon goes on' $? 0
dhfd_end
