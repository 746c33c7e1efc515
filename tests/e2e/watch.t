#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Logs that are read whole, that grow, are moved away and cut, and whom
# dhf-watch tells of.
. "${0%/*}/lib.sh"
plan 29
watcher=''
cleanup() { [ -z "$watcher" ] || kill "$watcher" 2>/dev/null; }
TZ=UTC
export TZ

# postfix IP COUNT [MINUTE]: so many lines of a log
postfix() {
	i=0
	while [ $i -lt "$2" ]; do
		printf 'Nov 20 10:%02d:%02d mx postfix/smtpd[9]: NOQUEUE: reject: RCPT from unknown[%s]: 550 5.1.1 <u%d@here.example>: Recipient address rejected: User unknown in local recipient table; from=<> to=<x> proto=ESMTP helo=<[203.0.113.1]>\n' \
		    "${3:-0}" $i "$1" $i
		i=$((i + 1))
	done
}

{ postfix 192.0.2.10 10; postfix 192.0.2.11 11; postfix 192.0.2.30 30
postfix 127.0.0.1 30; postfix 10.1.2.3 30; } >"$tmp/mail.log"
got=$(dhf-watch -n "$tmp/mail.log" 2>"$tmp/said")
status=$?
year=$(date +%Y)
[ "$(date +%m%d)" -ge 1119 ] || year=$((year - 1))
is 'the eleventh is told of' "192.0.2.11	11	$year-11-20T10:00:00Z	\
$year-11-20T10:00:10Z
192.0.2.30	11	$year-11-20T10:00:00Z	$year-11-20T10:00:10Z"
same 'and it ends well' "$status" 0
like 'with a sum' "$(cat "$tmp/said")" \
    'dhf-watch: 111 lines, 111 accuse somebody, 0 of them nobody known'
same 'with another threshold' \
    "$(dhf-watch -n -c 31/1h "$tmp/mail.log" 2>/dev/null)" ''
same 'or time' "$({ postfix 192.0.2.1 2 1; postfix 192.0.2.1 1 9; } |
    dhf-watch -n -c 3/5m - 2>/dev/null)" ''
like 'from standard input' "$({ postfix 192.0.2.1 2 1; postfix 192.0.2.1 1 9; } |
    dhf-watch -n -c 3/9m - 2>/dev/null)" '192.0.2.1*'
echo 192.0.2.0/28 >"$tmp/ours"
same 'but nobody of ours' \
    "$(dhf-watch -n -i "$tmp/ours" "$tmp/mail.log" 2>/dev/null | cut -f 1)" \
    192.0.2.30
same 'an expression of one'"'"'s own' \
    "$(echo 'bad 192.0.2.9' | dhf-watch -n -c 1/1h -p 'bad (?<ip>.+)' - \
    2>/dev/null | cut -f 1)" 192.0.2.9

# fixscum's vectors: its awk fired at the eleventh of thirty, and not again;
# what it counted it forgot every hour.  Its lists had no seconds: 16/Jul/2002,
# 11:03, and the last hour of a year.
# at DATE COUNT [SECONDS]: a line each so many seconds, with the year
at() {
	python3 -c 'import sys, datetime as d
t = d.datetime.fromisoformat(sys.argv[1])
for i in range(int(sys.argv[2])):
    print((t + i * d.timedelta(seconds=int(sys.argv[3]))).isoformat() +
          "+00:00 mx postfix/smtpd[9]: NOQUEUE: reject: RCPT from "
          "unknown[200.69.218.121]: 550 5.1.1 <a@b>: Recipient address "
          "rejected: User unknown in local recipient table; from=<>")
' "$1" "$2" "${3:-1}"
}
same 'fixscum: the eleventh of thirty, once' \
    "$(at 2002-07-16T11:03:00 30 | dhf-watch -n - 2>/dev/null)" \
    '200.69.218.121	11	2002-07-16T11:03:00Z	2002-07-16T11:03:10Z'
same 'ten are nothing' \
    "$(at 2002-07-16T11:03:00 10 | dhf-watch -n - 2>/dev/null)" ''
same 'nor are eleven in more than an hour' \
    "$(at 2002-07-16T11:03:00 30 361 | dhf-watch -n - 2>/dev/null)" ''
same 'the last hour of a year goes on in the next' \
    "$(at 2002-12-31T23:30:00 11 360 | dhf-watch -n - 2>/dev/null)" \
    '200.69.218.121	11	2002-12-31T23:30:00Z	2003-01-01T00:30:00Z'

for wrong in '-c 0/1h' '-c x' '-c 1001/1h' '-d 0s' '-p ('; do
	# shellcheck disable=SC2086 # options
	dhf-watch -n $wrong "$tmp/mail.log" >/dev/null 2>&1
	same "wrong: $wrong" $? 100
done
dhf-watch -n "$tmp/nothing" >/dev/null 2>&1
same 'no such log' $? 111

timeout 10 dhf-watch "$tmp/mail.log" -b >/dev/null 2>"$tmp/said"
like 'an option behind a log is no log' "$? $(tail -n 1 "$tmp/said")" \
    '100 dhf-watch: put options before the logs: "-b"'
cp "$tmp/mail.log" "$tmp/-b"
same 'but for one of that name' "$(cd "$tmp" && dhf-watch -n ours -b 2>&1 >/dev/null |
    tail -n 1)" 'dhf-watch: 112 lines, 111 accuse somebody, 0 of them nobody known'
same 'or behind --' "$(cd "$tmp" && dhf-watch -n -- -b 2>/dev/null |
    cut -f 1 | xargs)" '192.0.2.11 192.0.2.30'

# what logrotate compressed
gzip -c "$tmp/mail.log" >"$tmp/gz"
same 'a compressed log is unpacked' \
    "$(dhf-watch -n "$tmp/gz" 2>/dev/null | cut -f 1 | xargs)" \
    '192.0.2.11 192.0.2.30'
same 'on standard input, too' \
    "$(dhf-watch -n - <"$tmp/gz" 2>/dev/null | cut -f 1 | xargs)" \
    '192.0.2.11 192.0.2.30'
head -c 100 "$tmp/gz" >"$tmp/half"
got=$(dhf-watch -n "$tmp/half" "$tmp/mail.log" 2>"$tmp/said" | cut -f 1 | xargs)
same 'a half of one is told' "$got $(grep -c "half: gzip can't" "$tmp/said")" \
    '192.0.2.11 192.0.2.30 1'
dhf-watch -n "$tmp/half" >/dev/null 2>&1
same 'and temporary' $? 111
timeout 10 dhf-watch -a "$tmp/gz" >/dev/null 2>"$tmp/said"
like 'nothing follows one' "$? $(cat "$tmp/said")" \
    '100 dhf-watch: */gz is compressed, which only -n reads: *'

# qmail: who a process serves, then what it was told
{
	echo '@40000000692ac42a0d8f5a3c tcpserver: pid 77 from 192.0.2.77'
	for i in 1 2 3; do
		echo "@40000000692ac42a0d8f5a3c 77 < RCPT TO:<x$i@y>"
		echo '@40000000692ac42a0d8f5a3c 77 > 550 no mailbox here'
	done
} >"$tmp/qmail"
same 'qmail' "$(dhf-watch -n -c 3/1m "$tmp/qmail" 2>/dev/null | cut -f 1)" \
    192.0.2.77

# a log that grows, is moved away, and cut: without a daemon all wait
: >"$tmp/grows"
dhf-watch -c 3/1h -s "$tmp/none" "$tmp/grows" 2>"$tmp/told" &
watcher=$!
# told PATTERN: wait for a line
told() { await grep -q "$1" "$tmp/told"; }
# It reads from where the log ends when it begins.
reads() {
	[ ! -d "/proc/$watcher/fd" ] && sleep 1 ||
	    find "/proc/$watcher/fd" -lname "$tmp/grows" | grep -q .
}
await reads
postfix 192.0.2.50 2 >>"$tmp/grows"
mv "$tmp/grows" "$tmp/grows.1"
postfix 192.0.2.50 1 >>"$tmp/grows.1"
ok 'a log that was moved away is read to its end' told 'does not answer'
kill "$watcher"
wait "$watcher" 2>/dev/null
watcher=''
printf 'Nov 20 10:00:00 mx x\n' | head -c 10 >"$tmp/part"
same 'a line without an end' "$({ postfix 192.0.2.1 3 | head -c -1; } |
    dhf-watch -n -c 3/1h - 2>/dev/null | cut -f 1)" 192.0.2.1
