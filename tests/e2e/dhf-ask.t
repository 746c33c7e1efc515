#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# dhf-ask with servers that answer right, wrong, late and never, and with
# messages of all kinds, which pass through whatever the server does.
. "${0%/*}/lib.sh"
python3 -c '' 2>/dev/null || skip_all 'no python3'
plan 75
walls=''
cleanup() { [ -z "$walls" ] || kill $walls 2>/dev/null; }

# wall WORD...: start a server; sets $at to what dhf-ask is given
wall() {
	rm -f "$tmp/wall"
	mkfifo "$tmp/wall"
	"$tools/dynawall-stub" -l "$tmp/asked" "$@" >"$tmp/wall" &
	walls="$walls $!"
	read -r at <"$tmp/wall"
	case $at in /*) ;; *) at=127.0.0.1:$at ;; esac
}

# ask SERVER IP [RECIPIENT]: sets $status, $got (what was said) and $log
ask() {
	got=$(dhf-ask "$@" 2>"$tmp/said")
	status=$?
	log=$(cat -v "$tmp/said")
}
# answers NAME STATUS: that status, and nothing on standard output
answers() { same "$1" "$status$got" "$2"; }
# asked: the questions since then
asked() { cat "$tmp/asked"; : >"$tmp/asked"; }

: >"$tmp/asked"
wall 192.0.2.1=1 192.0.2.2=2 192.0.2.3=3 192.0.2.4=4 192.0.2.5=5 \
    192.0.2.6='1\n' 2001:db8::1=1
for digit in 1 2 3 4 5 0; do
	ask "$at" "192.0.2.${digit#0}"
	[ $digit != 0 ] || ask "$at" 192.0.2.9
	answers "the exit status is the digit $digit" $digit
done
asked >/dev/null
ask "$at" 192.0.2.6
answers 'a line end is forgiven' 1
same 'the question is a line' "$(asked)" "'192.0.2.6\\n'"
ask "$at" 2001:0DB8:0::1
answers 'IPv6' 1
same 'is asked in its canonical form' "$(asked)" "'2001:db8::1\\n'"
ask "$at" ::ffff:192.0.2.1
answers 'an IPv4 address in IPv6 is IPv4' 1
same 'for the server, too' "$(asked)" "'192.0.2.1\\n'"
ask "$at" 192.0.2.1 'a b@c.example'
same 'the recipient goes along' "$(asked)" "'192.0.2.1 a b@c.example\\n'"
ask "$at" 192.0.2.1 'a
192.0.2.3'
answers 'a recipient with a line end is trouble' 5
same 'and nobody is asked' "$(asked)" ''
for ip in not.an.ip '' 192.0.2.01 192.0.2.1/24; do
	ask "$at" "$ip"
	answers "\"$ip\" is no address" 5
done
like 'and that is said' "$log" 'dhf-ask: "192.0.2.1/24" is not an IP address*'
server=$at

for args in '' 'x' '-x a b' 'a b c d' '-t m a 192.0.2.1' 'host: 192.0.2.1' \
    'a stdin b' '-t . a stdin'; do
	# shellcheck disable=SC2086 # words
	ask $args
	answers "wrong usage: dhf-ask $args" 100
done

wall -u "$tmp/sock" 1
ask "$tmp/sock" 192.0.2.1
answers 'a UNIX socket' 1
ask "$tmp/nobody" 192.0.2.1
answers 'that is not there' 5
wall -a ::1 -P 0 1 2>/dev/null
if [ "$at" != 127.0.0.1: ]; then
	ask "[::1]:${at#*:}" 192.0.2.1
	answers 'a server on IPv6' 1
	ask "localhost:${at#*:}" 192.0.2.1
	if grep -q '^::1.*localhost' /etc/hosts; then
		answers 'found by its name' 1
	else
		skip 'found by its name' 'localhost is IPv4 alone here'
	fi
else
	skip 'a server on IPv6' 'no IPv6 here'
	skip 'found by its name' 'no IPv6 here'
fi
ask "localhost:${server#*:}" 192.0.2.3
answers 'a server by its name' 3

# pass [-t BY...] SERVER <MESSAGE: sets $status, $got and $log
pass() {
	dhf-ask "$@" stdin >"$tmp/out" 2>"$tmp/said"
	status=$?
	got=$(cat -v "$tmp/out")
	log=$(cat -v "$tmp/said")
}
# message IP [BY]: as a server writes it
message() {
	cat <<-END
	From a@client.example  Sun Nov 29 11:00:00 2026
	Return-Path: <a@client.example>
	Received: from [203.0.113.9] (h.example [$1])
	 	by ${2-mx.example} (Postfix) with ESMTP id 1;
	 	Sun, 29 Nov 2026 11:00:00 +0000
	Received: from forged.example (forged.example [192.0.2.3])
	 	by mx.example (Postfix) with ESMTP id 2;
	 	Sun, 29 Nov 2026 10:00:00 +0000
	X-DynaStop: forged
	 and folded D9
	Subject: hello

	X-DynaStop: this is text
	END
}
# timed COMMAND...: its exit status, and whether it took 10 s at most
timed() {
	perl -e 'use Time::HiRes "time"; my $s = time;
	    my $rc = system(@ARGV) >> 8;
	    printf "%d %s\n", $rc, time - $s < 10.5 ? "in time" : "late"' "$@"
}

# side by side: those that are silent take all of the time there is
message 192.0.2.1 >"$tmp/in"
sed '/^X-DynaStop: forged/,/folded/d' "$tmp/in" >"$tmp/want"
wall hang
(dhf-ask "$at" stdin <"$tmp/in" 2>"$tmp/said" >"$tmp/hang" &&
    cmp -s "$tmp/want" "$tmp/hang"; echo $? >"$tmp/mode.stdin") &
asking=$!
cat >"$tmp/search.c" <<'END'
#include <unistd.h>
int
getaddrinfo(void)
{
	for (;;)
		pause();
}
END
if ${CC:-cc} -shared -fPIC -o "$tmp/search.so" "$tmp/search.c" 2>"$tmp/said"
then
	(
		exec >"$tmp/mode.search" 2>&1
		export LD_PRELOAD="$tmp/search.so"
		export ASAN_OPTIONS=verify_asan_link_order=0
		timed timeout 20 perl -e '$SIG{ALRM} = "IGNORE"; exec @ARGV' \
		    dhf-ask localhost 192.0.2.1
	) &
	asking="$asking $!"
fi
modes='nowhere close reset flood hang deaf stay:1 slow:1xxxxxxxxxxxxxxxx refuse 6 11
1\x00\n'
for mode in $modes; do
	[ "$mode" = nowhere ] && at=no.such.name.invalid || wall "$mode"
	(
		exec >"$tmp/mode.$mode" 2>&1
		timed dhf-ask "$at" 192.0.2.1
	) &
	asking="$asking $!"
done
# shellcheck disable=SC2086 # words
wait $asking
for mode in $modes; do
	same "a server that does $(echo "$mode" | cut -c 1-6): trouble, within 10 s" \
	    "$(tail -n 1 "$tmp/mode.$mode")" '5 in time'
done

for row in '1 Dynamic IP address' '2 No reverse address' '3 Listed as NO mail'; do
	digit=${row%% *}
	message "192.0.2.$digit" >"$tmp/in"
	pass "$server" <"$tmp/in"
	same "answer $digit" "$status $(sed -n 2p "$tmp/out")" \
	    "0 X-DynaStop: ${row#* }/192.0.2.$digit D$digit"
	sed '/^X-DynaStop: [DNL]/d' "$tmp/out" >"$tmp/rest"
	sed '/^X-DynaStop: forged/,/folded/d' "$tmp/in" | cmp -s - "$tmp/rest"
	same 'nothing else is changed' $? 0
done
for digit in 4 5 9; do
	message "192.0.2.$digit" >"$tmp/in"
	pass "$server" <"$tmp/in"
	sed '/^X-DynaStop: forged/,/folded/d' "$tmp/in" | cmp -s - "$tmp/out"
	same "a client of 192.0.2.$digit: no field" "$status $?" '0 0'
done
asked >/dev/null
message 192.0.2.1 far.example >"$tmp/in"
pass -t mx.example "$server" <"$tmp/in"
like '-t names the server whose line counts' "$got" \
    '*X-DynaStop: Listed as NO mail/192.0.2.3 D3*'
pass -t no.example -t FAR.example "$server" <"$tmp/in"
like 'or several' "$got" '*X-DynaStop: Dynamic IP address/192.0.2.1 D1*'
asked >/dev/null
pass -t no.example "$server" <"$tmp/in"
same 'without a line of theirs nobody is asked about' "$status$(asked)" 0
same 'which is said, too' "$log" \
    'dhf-ask: no Received line of a server that -t names'
pass -t mx.example. "$server" <"$tmp/in"
like 'a dot at the end of a name is none' "$got$log" \
    '*X-DynaStop: Listed as NO mail/192.0.2.3 D3*'
dhf-ask -t '' "$server" stdin <"$tmp/in" >"$tmp/out" 2>"$tmp/said"
like 'an empty name is wrong usage' "$? $(cat "$tmp/said")" \
    '100 *-t names no server*'
asked >/dev/null
printf 'Subject: x\n\n' >"$tmp/in"
pass "$server" <"$tmp/in"
same 'a message without a line of any server: the same' \
    "$status$(asked) $log" '0 dhf-ask: no Received line'
printf 'Received: (qmail 1 invoked by uid 4); x\n\n' >"$tmp/in"
pass "$server" <"$tmp/in"
same 'one of this machine has no client: nothing to say' \
    "$status$(asked) $log" '0 '
printf 'Received: from a (b [203.0.113.9]) by c (d [192.0.2.1]) by m\n\n' \
    >"$tmp/in"
pass "$server" <"$tmp/in"
same 'nor where a line is not clear' "$status$(asked)" 0
like 'which is said' "$log" 'dhf-ask: the Received line does not say*'
message 192.0.2.1 >"$tmp/in"
pass 127.0.0.1:1 <"$tmp/in"
sed '/^X-DynaStop: forged/,/folded/d' "$tmp/in" | cmp -s - "$tmp/out"
same 'no server: passed on, without a field' "$status $?" '0 0'
same 'a server that is silent: the same' "$(cat "$tmp/mode.stdin")" 0

# large, with all bytes there are, without an end of the last line
python3 -c 'import sys
out = sys.stdout.buffer
out.write(b"Received: from h (h [192.0.2.1]) by m (Postfix); x\r\n" +
          b"Subject: x\r\n\r\n" + bytes(range(256)) * 160000)' >"$tmp/in"
pass "$server" <"$tmp/in"
{ printf 'X-DynaStop: Dynamic IP address/192.0.2.1 D1\r\n'; cat "$tmp/in"; } |
    cmp -s - "$tmp/out"
same '40 MB of all bytes, CRLF' "$status $?" '0 0'
pass "$server" </dev/null
same 'an empty message' "$status$got" 0

message 192.0.2.1 | dhf-ask "$server" stdin 2>"$tmp/said" >/dev/full
same 'a full disk: 111' "$?" 111
message 192.0.2.1 | dhf-ask "$server" stdin 2>"$tmp/said" >&-
same 'no standard output: 111' "$?" 111
dhf-ask "$server" stdin <&- 2>"$tmp/said" >"$tmp/out"
same 'no standard input: 111' "$?" 111
(ulimit -f 100; dhf-ask "$server" stdin <"$tmp/in" 2>"$tmp/said" >"$tmp/out")
same 'a limit of the size of files: 111' "$?" 111
{ dhf-ask "$server" stdin <"$tmp/in" 2>"$tmp/said"; echo $? >"$tmp/status"; } |
    :
same 'nobody reads it: 111' "$(cat "$tmp/status")" 111
perl -e '$SIG{CHLD} = "IGNORE"; exec @ARGV' dhf-ask "$server" 192.0.2.3
same 'a signal that was ignored does no harm' $? 3
same 'a search for a name that does not end' "$(tail -n 1 "$tmp/mode.search")" \
    '5 in time'
