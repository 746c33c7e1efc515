#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# dhfd as DynaWall: its protocol byte for byte, whoever asks how; what becomes
# of clients that say nothing, too much or garbage; rules that change under
# load, and descriptors that run out.  DYNAWALL_SILENT says how many clients
# say nothing (500; 10,000), DYNAWALL_SECONDS how long the rules change (5; 60).
. "${0%/*}/lib.sh"
for program in python3 perl prlimit; do
	command -v $program >/dev/null || skip_all "no $program"
done
silent=${DYNAWALL_SILENT:-500}
seconds=${DYNAWALL_SECONDS:-5}
${CC:-cc} -std=c11 -D_XOPEN_SOURCE=700 -D_DEFAULT_SOURCE -D_GNU_SOURCE -O2 \
    -o "$tmp/wall" "$top/tests/bench/wall.c" "$top/tests/bench/pace.c" || exit 1
plan 50
dhfd=''
cleanup() { [ -z "$dhfd" ] || kill "$dhfd" 2>/dev/null; }
port=$(python3 -c 'import socket
s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')

dns_serve <<'END'
56.34.12.126.in-addr.arpa PTR softbank126012034056.bbtec.net
softbank126012034056.bbtec.net A 126.12.34.56
2.2.0.192.in-addr.arpa PTR mx.friend.example
mx.friend.example A 192.0.2.2
3.2.0.192.in-addr.arpa PTR servfail
4.2.0.192.in-addr.arpa PTR silent
5.2.0.192.in-addr.arpa PTR gone.example
6.2.0.192.in-addr.arpa PTR dsl6.line.example
dsl6.line.example A 192.0.2.6
9.100.51.198.in-addr.arpa PTR mx9.plain.example
mx9.plain.example A 198.51.100.9
END
set_rules() {
	{
		cat
		echo "state_dir $tmp/state"
		echo "listen dynawall 127.0.0.1:$port"
		echo "listen dynawall $tmp/socket"
		echo 'dns_timeout 500ms'
	} | rules
}
story='pass @ip=198.51.100.7
pass @rcpt=nofilter.example
block @ip=203.0.113.0/24 code=559
block @offender=trap code=559
block softbank[0-9]{12}\.bbtec\.net$
block @ip=198.51.100.0/24
grey @name=line.example'
echo "$story" | set_rules

# asks TEXT [OPTION...]: sets $got
asks() {
	text=$1
	shift
	# shellcheck disable=SC2059 # escapes are meant
	got=$(printf "$text" | "$tools/wall-talk" "$@")
}
# answers NAME WANT TEXT [OPTION...]
answers() {
	name=$1 want=$2
	shift 2
	asks "$@"
	is "$name" "$want"
}
hwm() { awk '/^VmHWM/ { print $2 }' "/proc/$dhfd/status"; }
ticks() { awk '{ print $14 + $15 }' "/proc/$dhfd/stat"; }

dhfd_begin

# DynaStop's documentation (shared/compat.md 2.9), and the digits of dhfd(8)
for at in "$port" "$tmp/socket"; do
	answers 'an end user: 1, no newline, and the end' "'1' 1" \
	    '126.12.34.56\n' "$at"
	answers 'no name for the address: 2' "'2' 1" '192.0.2.9\n' "$at"
done
for half in '' -e; do
	# shellcheck disable=SC2086 # empty is no word
	answers 'excluded whatever else: 0' "'0' 1" '198.51.100.7\n' $half "$port"
	# shellcheck disable=SC2086
	answers 'no mail from there, with or without a name: 3' "'3' 1" \
	    '203.0.113.9\n' $half "$port"
	# shellcheck disable=SC2086
	answers 'a friend: 0' "'0' 1" '192.0.2.2\n' $half "$port"
done
answers 'SERVFAIL is neither 1 nor 2' "'4' 1" '192.0.2.3\n' "$port"
answers 'nor is silence' "'4' 1" '192.0.2.4\n' "$port"
answers 'a name that leads nowhere is a name' "'0' 1" '192.0.2.5\n' "$port"
answers 'a recipient who wants all mail' "'0' 1" \
    '126.12.34.56 a@nofilter.example\n' "$port"
answers 'and one who does not' "'1' 1" '126.12.34.56 a@x.example\n' "$port"
answers 'grey: 4 at first' "'4' 1" '192.0.2.6\n' "$port"
answers 'and soon after' "'4' 1" '192.0.2.6\n' "$port"
dhfd -f "$db" --dump | awk -F '\t' -v OFS='\t' '$1 == "grey" {
	for (i = 4; i <= NF; i++)
		if (split($i, kv, "=") == 2 && kv[1] ~ /^(first|expires)$/)
			$i = kv[1] "=" kv[2] - 61
    }
    { print }' >"$tmp/aged"
dhfd -f "$db" --load "$tmp/aged"
answers '0 when it has waited' "'0' 1" '192.0.2.6\n' "$port"
i=0
for text in 'not.an.ip\n' '\n' '' '192.0.2.01\n' '192.0.2.2 a\001b\n' \
    '192.0.2\0002\n' 'GET / HTTP/1.0\r\n\r\n'; do
	answers "line $((i += 1)) that is no question" "'5' 1" "$text" -e "$port"
done
answers 'a NUL behind the line does no harm' "'0' 1" '192.0.2.2\n\0' -e "$port"

# offenders
answers 'before anything is held against it' "'0' 1" '192.0.2.5\n' "$port"
now=$(date +%s)
printf 'dhfd-dump 1\noffender\t192.0.2.5\ttrap\ttest\t%s\t%s\t1\t%s\t0\tx\n' \
    "$now" "$now" $((now + 3600)) >"$tmp/offender"
ok 'an offence is loaded' dhfd -f "$db" --load "$tmp/offender"
answers 'rules ask what is held against a client' "'3' 1" '192.0.2.5\n' "$port"

# pieces (faults.md D-02)
for half in '' -e; do
	# shellcheck disable=SC2086
	answers 'cut at every byte' "'1' 12" '126.12.34.56\n' $half -s "$port"
	# shellcheck disable=SC2086
	answers 'two lines: the first counts, wherever they are cut' "'1' 25" \
	    '126.12.34.56\n198.51.100.7\n' $half -s "$port"
done
answers 'a byte at a time' "'1' 1" '126.12.34.56\n192.0.2.2\n' -b "$port"
answers 'and as fast as they go' "'1' 1" '126.12.34.56\n192.0.2.2\n' -c "$port"

# too much (D-03)
before=$(hwm)
got=$(head -c 1048576 /dev/zero | tr '\0' 1 | "$tools/wall-talk" "$port")
is '1 MiB without an end is cut' "'5' 1"
ok 'and not kept' [ $(($(hwm) - before)) -le 256 ]

# nothing (D-01): a part of a line is cut after 10 s
begin=$(date +%s%N)
asks '192.0.2' -t 15 "$port"
ms=$((($(date +%s%N) - begin) / 1000000))
is 'a part of a line is answered' "'5' 1"
between() { [ "$2" -le "$1" ] && [ "$1" -le "$3" ]; }
ok 'after 10 s' between "$ms" 9900 20000
echo '198.51.100.7 x' >"$tmp/clients"
load() { "$tmp/wall" "$port" "$tmp/clients" "$@" >"$tmp/load"; }
before=$(hwm)
load 8 100 3
read -r rate half alone all late none zero rest <"$tmp/load"
load 8 100 3 "$silent"
read -r rate half p99 all late none zero rest <"$tmp/load"
note "$silent are silent: $rate/s, ms: $half half, $p99 of 99 %, $all all;"
note "without these: $alone of 99 %; asked late by $late at most"
note "memory: $before KiB before, $(hwm) KiB"
same 'clients beside silent ones are answered' "$none" 0
ok 'all of them' [ "$zero" -gt 200 ]
ok 'in 64 MiB' [ "$(hwm)" -le 65536 ]

# rules that change a hundred times a second (D-06)
echo '198.51.100.9 x' >"$tmp/clients"
load 8 0 "$seconds" &
loaded=$!
perl -e '$SIG{ALRM} = sub { print "$n\n"; exit }; alarm shift;
    while (kill "HUP", $ARGV[0]) { $n++; select undef, undef, undef, 0.01 }' \
    "$seconds" "$dhfd" >"$tmp/signals" &
signals=$!
while kill -0 $loaded 2>/dev/null; do
	echo 'block @ip=198.51.100.0/24 code=559' | set_rules
	sleep 0.2
	echo "$story" | set_rules
	sleep 0.2
done
wait $signals
wait $loaded
read -r rate half p99 all late none zero one two three four five <"$tmp/load"
note "$(cat "$tmp/signals") signals: $rate/s, digits 1: $one, 3: $three"
same 'no answer is lost, or of other rules' \
    "$none $zero $two $four $five" '0 0 0 0 0'
ok 'both rules answered' [ $((one * three)) -gt 0 ]
echo "$story" | set_rules
kill -HUP "$dhfd"
now_told() { asks '198.51.100.9\n' "$port"; [ "$got" = "'1' 1" ]; }
ok 'and then the last ones do' await now_told

# no descriptors (D-07): of 100 clients some 40 are let in, and heard
told_before=$(grep -c 'nobody is accepted' "$tmp/dhfd.log")
prlimit --pid "$dhfd" --nofile=64:64
mkfifo "$tmp/go"
cat >"$tmp/come" <<'END'
import socket, sys
def come():
    s = socket.socket()
    s.connect(("127.0.0.1", int(sys.argv[1])))
    return s
crowd = [come() for i in range(100)]
print("here", flush=True)
sys.stdin.readline()
for s in crowd:
    s.sendall(b"198.51.100.7\n")
told = 0
for s in crowd:
    s.settimeout(20)
    told += s.recv(10) == b"0" and s.recv(10) == b""
print(told)
END
python3 "$tmp/come" "$port" <"$tmp/go" >"$tmp/crowd" &
crowd=$!
exec 5>"$tmp/go"
all_used() { [ "$(ls "/proc/$dhfd/fd" | wc -l)" -ge 63 ]; }
ok 'all that there are are used' await all_used
await grep -q here "$tmp/crowd"
before=$(ticks)
sleep 1.5
spent=$(($(ticks) - before))
fds=$(ls "/proc/$dhfd/fd" | wc -l)
echo >&5
exec 5>&-
wait $crowd
ok 'and the processor is not' [ "$spent" -le 8 ]
note "$spent ticks in 1.5 s, $fds descriptors"
same 'old clients are kept, and the others have their turn' \
    "$(tail -n 1 "$tmp/crowd")" 100
ok 'the log says so, once for each time' \
    [ $(($(grep -c 'nobody is accepted' "$tmp/dhfd.log") - told_before)) -le 5 ]

# the end
dhfd_end
same 'it ends well' "$status" 0
