#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The daemon in trouble: told all the time to read its rules, out
# of descriptors, stopped.  A long run: DHFD_ASKED=100000 DHFD_SECONDS=60.
. "${0%/*}/lib.sh"
python3 -c '' 2>/dev/null || skip_all 'no python3'
plan 28

state=$tmp/state
# with RULES...: $db, and the settings of a daemon
with() {
	{
		printf '%s\n' "$@"
		cat <<-END
		state_dir $state
		listen filter $tmp/socket
		listen dynawall $tmp/wall
		daemon $tmp/socket
		dns_timeout 0
		greylist_delay 1h
		default_unresolved_action pass
		block @ip=192.0.2.1
		pass @ip=192.0.2.2
		grey @ip=192.0.2.3,192.0.2.4
		block @ip=192.0.2.5 code=559
		defer @ip=192.0.2.6
		END
	} | rules
}

# A hundred HUPs a second, or thirty where all is slow, and another image now and then, which says the same.
with
dhfd_begin
printf 'dhfd-dump 1\ngrey\t192.0.2.3\tgreen\tfirst=1\tsince=2\texpires=%s\n' \
    9999999999 | dhfd -f "$db" --load
(
	k=0
	while [ -e "$tmp/goes-on" ]; do
		k=$((k + 1))
		printf 'block @name=n%s.example id=n%s\n' $k $k >"$tmp/more"
		cat "$tmp/more" "$tmp/rules" >"$tmp/rules.$((k % 2))"
		dhf-compile -o "$db" "$tmp/rules.$((k % 2))" 2>/dev/null
	done
) &
writer=$!
: >"$tmp/goes-on"
cat >"$tmp/clients" <<'END'
192.0.2.1	-	1
192.0.2.2	-	0
192.0.2.3	green	0
192.0.2.4	wait	4
192.0.2.5	-	3
192.0.2.6	-	4
END
"$tools/daemon-load" -n "${DHFD_ASKED-6000}" -t "${DHFD_SECONDS-3}" -p $dhfd \
    "$tmp/socket" "$tmp/wall" <"$tmp/clients" >"$tmp/load"
rm "$tmp/goes-on"
wait $writer
note "$(cat "$tmp/load")"
like 'HUPs all the time: every answer is right' \
    "$(cat "$tmp/load")" '* asked, 0 wrong, *'
hups=$(sed -n 's/.* wrong, \([0-9]*\) hups/\1/p' "$tmp/load")
ok 'and so many there were' test "$hups" -ge \
    "$((${DHFD_SECONDS-3} * 30))"
read_anew=$(grep -c 'has been read anew' "$tmp/dhfd.log")
ok 'rules were read in that time' test "$read_anew" -ge 5
same 'and none was refused' "$(grep -c 'not taken' "$tmp/dhfd.log")" 0
dhfd_end
same 'it ends as always' "$status" 0

# Out of descriptors: those who are there are served, the others wait.
fds() { ls "/proc/$dhfd/fd" | wc -l; }
spent() { # hundredths of a second
	sed 's/.*) //' "/proc/$dhfd/stat" | awk '{ print $12 + $13 }'
}
# held.py SOCKET: a filter that connects, asks once for each line of its input,
# and says what it heard
cat >"$tmp/held.py" <<'END'
import socket, struct, sys
s = socket.socket(socket.AF_UNIX)
s.settimeout(20)
s.connect(sys.argv[1])
print('connected', flush=True)
payload = bytes([4, 192, 0, 2, 3]) + bytes(12) + b'\0r\0'
for line in sys.stdin:
    s.sendall(struct.pack('<BBH', 1, 1, len(payload)) + payload)
    got = s.recv(100)
    print('heard %d' % got[1] if got else 'closed', flush=True)
END
if [ -d /proc/self/fd ] && command -v prlimit >/dev/null; then
	dhfd_begin
	mkfifo "$tmp/in1" "$tmp/in2"
	python3 "$tmp/held.py" "$tmp/socket" <"$tmp/in1" >"$tmp/out1" &
	one=$!
	exec 5>"$tmp/in1"
	await grep -q connected "$tmp/out1"
	echo >&5
	ok 'a filter is served' await grep -q 'heard 2' "$tmp/out1"
	was=$(prlimit -p $dhfd -n -o SOFT --noheadings)
	prlimit -p $dhfd -n"$(fds)":
	python3 "$tmp/held.py" "$tmp/socket" <"$tmp/in2" >"$tmp/out2" &
	two=$!
	exec 6>"$tmp/in2"
	await grep -q connected "$tmp/out2"
	echo >&6
	ok 'without descriptors nobody is accepted, and that is told' \
	    await grep -q 'nobody is accepted for now' "$tmp/dhfd.log"
	before=$(spent)
	sleep 2
	after=$(spent)
	note "$((after - before)) of 200 hundredths of a second"
	ok 'the processor is not busy with it' test $((after - before)) -lt 10
	same 'it is told once' \
	    "$(grep -c 'nobody is accepted' "$tmp/dhfd.log")" 1
	: >"$tmp/out1"
	echo >&5
	ok 'who is there is served' await grep -q 'heard 2' "$tmp/out1"
	mail 192.0.2.4 -
	same 'mail flows meanwhile' "$(told) $(key note)" 'pass nostate'
	prlimit -p $dhfd -n"$was":
	ok 'with descriptors who waited is served' \
	    await grep -q 'heard 2' "$tmp/out2"
	exec 5>&- 6>&-
	wait $one $two
	dhfd_end
	same 'and it ends as always' "$status" 0
else
	for k in 1 2 3 4 5 6 7 8; do skip "descriptors $k" 'no prlimit'; done
fi

# Few descriptors from the start
with
(ulimit -n 64 && exec dhfd -f "$db") 2>"$tmp/few"
same 'for DNS 64 descriptors are too few: exit 100' "$?" 100
like 'and it says how many it wants' "$(cat "$tmp/few")" \
    'dhfd: 64 descriptors are too few: raise the hard limit*'
grep -v 'listen dynawall' "$tmp/rules" >"$tmp/rules.few"
dhf-compile -o "$db" "$tmp/rules.few" 2>/dev/null
: >"$tmp/dhfd.log"
(ulimit -n 64 && exec dhfd -f "$db") 2>>"$tmp/dhfd.log" &
dhfd=$!
ok 'without it they are enough' await grep -q ': ready$' "$tmp/dhfd.log"
like 'for fewer clients, as it says' "$(cat "$tmp/dhfd.log")" \
    '*the hard limit of descriptors is too low: 8 clients, 2 filters*'
mail 192.0.2.1 -
same 'which are held' "$(told) $(key by)" '553 daemon'
dhfd_end

# Stopped in the middle: its time is all that is lost.
with
dhfd_begin
stopped() { # what a client meets while it is, and what the filter waits for
	kill -STOP "$dhfd"
	talk lockstep env TCPREMOTEIP="$1" $trace dyn-host-filter -f "$db" \
	    "$tmp/next" <<-END
		EHLO client.example
		MAIL FROM:<a@client.example>
		RCPT TO:<b@here.example>
		QUIT
	END
	kill -CONT "$dhfd"
}
waited() { # milliseconds of all polls that nothing came to
	python3 - "$tmp/calls" <<-'END'
		import re, sys
		text = open(sys.argv[1]).read()
		ms = [int(x) for x in re.findall(
		    r"\bpoll\(.*, (\d+)\) += 0 ", text)]
		ms += [int(s) * 1000 + int(ns) // 1000000 for s, ns in re.findall(
		    r"\bppoll\(.*tv_sec=(\d+), tv_nsec=(\d+).*\) += 0 ", text)]
		print(sum(ms))
	END
}
trace="strace -qq -o $tmp/calls -e trace=poll,ppoll"
$trace true 2>/dev/null || trace=
for what in '192.0.2.4 pass' '192.0.2.1 553'; do
	ip=${what% *}
	stopped "$ip"
	same "$ip: with the daemon stopped" "$(told)" "${what#* }"
	if [ "$trace" ]; then
		ms=$(waited)
		note "$ms ms"
		ok "$ip: no more than daemon_timeout, 250 ms, is lost" \
		    test "$ms" -gt 200 -a "$ms" -le 250
	else
		skip "$ip: time that is lost" 'strace does not work here'
	fi
	mail "$ip" -
	ok "$ip: afterwards it goes on" test "$(key by)" = daemon
done
dhfd_end

# It dies with clients that it holds, and with filters that ask.
dhfd_begin
kill -9 "$dhfd"
wait "$dhfd" 2>/dev/null
mail 192.0.2.1 -
same 'killed: the filter holds the client' "$(told) $(key by)" '553 filter'
mail 192.0.2.4 -
same 'and lets the grey one in' "$(told) $(key note)" 'pass nostate'
dhfd_begin
mail 192.0.2.4 -
same 'a new start finds its old socket' "$(told)" 451
dhfd_end
same 'and ends' "$status" 0
