#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A real Sendmail, Postfix and OpenSMTPD ask dhf-milter and dhf-opensmtpd, with
# the lines that the pages have for them: what their clients hear, and what
# becomes of them when somebody is stopped or killed.
#
# All ways of failing, and what clients hear then, for each of the servers:
#
#	dhfd stopped, killed		here		as without a daemon
#	    refuses, hangs up, is silent, says half a letter, nonsense, a
#	    letter of another version or kind, or that it cannot, as with a
#	    store that is read-only or full
#					e2e/milter.t	the same
#	filter stopped, killed, not there here		451; OpenSMTPD's clients
#							wait, or it has ended
#	    without memory		e2e/milter.t	451 by the server
#	    without rules, or wrong ones e2e/milter.t	451, or those of before
#	server says half a packet, nonsense, too much, or is another version
#				e2e/milter.t, e2e/opensmtpd.t	nothing
. "${0%/*}/../e2e/lib.sh"
. "${0%/*}/lib.sh"
[ "$(id -u)" = 0 ] || skip_all 'servers are started by root'
if [ "$MTA_INSIDE" != yes ]; then
	unshare -nm true 2>/dev/null || skip_all 'no namespaces here'
	MTA_INSIDE=yes exec unshare -nm --propagation private sh "$0"
fi
# Clients have addresses of their own, and /run/dhf is as on a server.
ip link set lo up || skip_all 'no loopback here'
for i in 1 2 3 4 5; do
	ip addr add "198.51.100.$i/32" dev lo || skip_all 'no addresses here'
done
mount -t tmpfs -o mode=755 none /run || skip_all 'nothing is mounted here'
mkdir /run/dhf /run/dhf-milter
chmod 755 "$tmp" # the servers' own users go through it
plan 40

cat >"$tmp/base" <<'END'
state_dir /run/dhf/state
listen filter /run/dhf/socket
daemon /run/dhf/socket
socket_users root,58029
block @ip=198.51.100.2 id=bad text="100%% no, %i"
defer @ip=198.51.100.3 id=later
grey @ip=198.51.100.4 id=grey
mark @ip=198.51.100.5 id=seen
default_unresolved_action pass
default_ip_action pass
greylist_delay 1s
dns_timeout 0
END
rules <"$tmp/base"
chmod 644 "$db"

# page NAME PATTERN: a line that the manual page has for a server
page() {
	mandoc -T ascii "$top/man/$1" | sed -n "s/^ *\($2.*\)/\1/p" |
	    sed 1q
}
# from N [RCPT]: a mail from 198.51.100.N; sets $got, the first answer that
# refuses, or those to RCPT and to the mail itself
from() {
	python3 - "$1" "$port" "${2-b@here.example}" "${patience-30}" \
	    <<'END' >"$tmp/raw" 2>&1
import socket, sys
s = socket.create_connection(("127.0.0.1", int(sys.argv[2])), float(sys.argv[4]),
                             ("198.51.100." + sys.argv[1], 0))
f = s.makefile("rwb")
def hear():
    while True:
        answer = f.readline()
        if answer[3:4] != b"-":
            return answer.decode().strip()
def say(line):
    try:
        f.write(line.encode() + b"\r\n")
        f.flush()
        return hear()
    except TimeoutError:
        return "silence"
    except OSError:
        return "closed"  # by the server, behind its last answer
answer = hear()
for line in ("HELO client.example", "MAIL FROM:<a@client.example>",
             f"RCPT TO:<{sys.argv[3]}>"):
    if answer.startswith("2"):
        answer = say(line)
print(answer)
if answer.startswith("2"):
    say("DATA")
    print(say(f"X-DHF: forged\r\nSubject: from {sys.argv[1]}\r\n\r\ntext\r\n."))
say("QUIT")
END
	got=$(cat "$tmp/raw")
}
code() { printf '%s\n' "$got" | sed -n '1s/ .*//p'; }
let_in() {
	from "$@"
	[ "$(code)" = 250 ]
}
# milter_begin [OPTION...]
milter_begin() {
	(umask 0 && exec dhf-milter -f "$db" "$@" unix:/run/dhf-milter/socket \
	    2>>"$tmp/mta.log") &
	milter=$!
	pids="$pids $milter"
	await test -S /run/dhf-milter/socket
}
# header: of a mail from 5 that came
header() { grep -lsr 'Subject: from 5' "$tmp/$1/box" | xargs grep -h '^X-DHF'; }
arrived() {
	mark=$(header "$1" 2>/dev/null)
	[ "$mark" ]
}

# verdicts SERVER: what all have in common
verdicts() {
	from 1
	like "$1: a mail is taken" "$got" '250 *250 *'
	from 2
	like "$1: 553" "$got" '553 5.7.1 *100% no, 198.51.100.2'
	from 2 postmaster@here.example
	like "$1: postmaster is reached" "$got" '250 *'
	from 3
	like "$1: 451" "$got" '451 4.7.1 *later, rule later'
	from 5
	await arrived "$1"
	same "$1: a mark, and none of theirs" "$mark" \
	    'X-DHF: mark=seen; score=0'
	dhfd_begin
	find /run/dhf "$tmp/dhf" -type s -exec chmod 666 {} + 2>>"$tmp/mta.log"
	from 4
	like "$1: grey, by dhfd, has to wait" "$got" '451 4.7.1 *'
	ok "$1: and is let in when it comes back" await let_in 4
	kill -STOP "$dhfd"
	ok "$1: a dhfd that is stopped holds up nobody" let_in 4
	kill -CONT "$dhfd"
	dhfd_end KILL
	ok "$1: nor one that is killed" let_in 4
	rm -rf /run/dhf/state /run/dhf/socket
}

# milters SERVER: and what those with a milter have
milters() {
	if ! why=$("$tools/$1-run" -n); then
		for what in 1 2 3 4 5 6 7 8 9 10 11 12 13; do
			skip "$1: $what" "$why"
		done
		return
	fi
	milter_begin
	shift_args "$@"
	verdicts "$1"
	kill -STOP "$milter"
	from 1
	same "$1: a filter that is stopped has all come back" "$(code)" 451
	kill -KILL "$milter"
	from 1
	same "$1: one that is killed, too" "$(code)" 451
	milter_begin
	ok "$1: until it is there again" await let_in 1
	kill -KILL "$milter"
	milter_begin -a connect
	from 2
	like "$1: a refusal at connect is told as the page says" "$got" \
	    '554 mx.here.example ESMTP not accepting *'
	kill "$milter" "$pid"
	wait "$milter" "$pid" 2>/dev/null
}
# what stands in the pages, with shorter times
shift_args() {
	case $1 in
	sendmail)
		listen 127.0.0.1 "$tools/sendmail-run" "$tmp/sendmail" -m \
		    "$(page dhf-milter.8 INPUT_MAIL_FILTER |
		    sed 's/S:30s;R:30s/S:6s;R:6s/')" 127.0.0.1:PORT
		;;
	postfix)
		listen 127.0.0.1 "$tools/postfix-run" "$tmp/postfix" \
		    "$(page dhf-milter.8 smtpd_milters | sed 's/ = /=/')" \
		    "$(page dhf-milter.8 milter_default | sed 's/ = /=/')" \
		    "$(page dhf-milter.8 milter_command |
		    sed 's/ = 30s/=6s/')" 127.0.0.1:PORT
		;;
	esac
}
milters postfix
milters sendmail

ok 'the log has a line for each' grep -q \
    '^dhf-milter: pid=.* ip=198.51.100.2 .*rule=bad .* at=rcpt ' "$tmp/mta.log"

if ! why=$("$tools/opensmtpd-run" -n); then
	for what in 1 2 3 4 5 6 7 8 9 10 11 12 13; do
		skip "OpenSMTPD: $what" "$why"
	done
	exit 0
fi
chmod 711 "$tmp"
filter=$(page dhf-opensmtpd.8 'filter "dhf"' |
    sed "s,/usr/local/bin/dhf-opensmtpd,$top/src/cmd/dhf-opensmtpd -m -f $db,")
listens=$(page dhf-opensmtpd.8 'listen on egress' | sed 's/listen on egress //')
opensmtpd() {
	listen 127.0.0.1 "$tools/opensmtpd-run" "$tmp/opensmtpd" -c "$filter" \
	    -l "$listens" 127.0.0.1:PORT
}
# its /run is its own: dhfd's socket has to be elsewhere
sed "s,/run/dhf,$tmp/dhf," "$tmp/base" | rules
mkdir "$tmp/dhf"
chmod 755 "$tmp/dhf"
chmod 644 "$db"
opensmtpd
verdicts opensmtpd
like 'its log has the line' "$(grep -a 'rule=bad' "$tmp/opensmtpd/log")" \
    '*dhf-opensmtpd: pid=* ip=198.51.100.2 *at=rcpt *'
filter_pid=$(ps -eo pid,args | awk 'index($0, "/dhf-opensmtpd -m -f " db) && !/awk/ { print $1 }' db="$db" |
    tail -n 1)
kill -STOP "$filter_pid"
patience=2
from 1
same 'a filter that is stopped holds its clients, and takes no mail' "$got" \
    silence
unset patience
kill -CONT "$filter_pid"
ok 'and goes on' await let_in 1
kill -KILL "$filter_pid"
gone() { ! answers 127.0.0.1 "$port"; }
ok 'OpenSMTPD ends with a filter that is killed' await gone
