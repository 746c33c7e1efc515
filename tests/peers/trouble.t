#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What the clients of each mail server hear when whoever it asks is in trouble,
# in every way: they have to come back, or are let in, and no mail is lost.
# Who asks is real, who is asked a stub that errs as told, or a dhfd that was
# stopped, killed, or has no disk or memory.  Exim is in tests/e2e/exim.t, what
# a filter makes of dhfd in tests/e2e/milter.t; dhfd(8) has the table.
. "${0%/*}/../e2e/lib.sh"
. "${0%/*}/lib.sh"
[ "$(id -u)" = 0 ] || skip_all 'servers are started by root'
if [ "$TROUBLE_INSIDE" != yes ]; then
	unshare -nm true 2>/dev/null || skip_all 'no namespaces here'
	TROUBLE_INSIDE=yes exec unshare -nm --propagation private sh "$0"
fi
ip link set lo up || skip_all 'no loopback here'
mount -t tmpfs -o mode=755 none /run || skip_all 'nothing is mounted here'
mkdir /run/stub /run/state
chmod 755 "$tmp" # the servers' own users go through it
cleanup() {
	for one in $pids $dhfd; do
		kill -CONT "$one" 2>/dev/null
		kill "$one" 2>/dev/null
	done
}
plan 56

# sends ID: a mail; sets $got, the code of the first answer that is no good, or
# of the last; a server that ends before it has said so has not taken it
sends() {
	printf '%s\n' 'EHLO client.example' 'MAIL FROM:<a@client.example>' \
	    'RCPT TO:<b@here.example>' DATA "Subject: $1\\r\\n\\r\\nx\\r\\n." \
	    QUIT >"$tmp/script"
	"$tools/smtp-talk" lockstep 127.0.0.1 "$port" <"$tmp/script" \
	    >"$tmp/raw" 2>&1
	got=$(tr -d '\r' <"$tmp/raw" | grep -v '^...-' | grep -v '^221' |
	    awk '{ last = $0 } /^[45]/ { exit } END { print last }')
	case $got in
	250*queued*|250*accepted*|250*delivery*) got=taken ;;
	[45]*) got=$(printf '%s\n' "$got" | cut -c1-3) ;;
	*) got=closed ;;
	esac
}
# stub KIND: start one that is asked at /run/stub/socket
stub() {
	rm -f /run/stub/socket
	echo fine >"$tmp/mode"
	"$tools/trouble-stub" "$1" "$tmp/mode" /run/stub/socket \
	    >"$tmp/stub" &
	stub=$!
	await grep -q ready "$tmp/stub"
}
stub_end() {
	kill -CONT "$stub"
	kill "$stub"
	wait "$stub" 2>/dev/null
	stub=
}
boxed() { grep -lsr "^Subject: $1" "$tmp/$server/box" | wc -l; }
all_boxed() { [ "$(boxed fine)" = "$1" ]; }

# each SERVER KIND WANT...: for each way what a client hears, as "half=451"
each() {
	server=$1 kind=$2
	shift 2
	stub "$kind"
	sends fine-1
	same "$server, $kind: a mail is taken" "$got" taken
	for want; do
		echo "${want%=*}" >"$tmp/mode"
		case $want in
		stopped=*) kill -STOP "$stub" ;;
		refused=*) stub_end ;;
		esac
		sends "${want%=*}"
		same "$server, $kind, ${want%=*}" "$got" "${want#*=}"
		kill -CONT "$stub" 2>/dev/null
	done
	stub "$kind"
	sends fine-2
	same "$server, $kind: then it goes on" "$got" taken
	ok "$server, $kind: what was taken is there" await all_boxed 2
	same "$server, $kind: and nothing else, but what came late" \
	    "$(boxed '[^fs]')" 0
	stub_end
	kill "$pid"
	wait "$pid" 2>/dev/null
}
# without SERVER COUNT WHY
without() {
	i=0
	while [ $((i += 1)) -le "$2" ]; do
		skip "$1 $i" "$3"
	done
}
ways='slow=taken silent=451 half=451 cut=451 close=451 garbage=451 version=451
    long=451 stopped=451 refused=451'

if why=$("$tools/postfix-run" -n); then
	listen 127.0.0.1 "$tools/postfix-run" "$tmp/postfix" \
	    "smtpd_recipient_restrictions=reject_unauth_destination,
	      check_policy_service unix:/run/stub/socket" \
	    smtpd_policy_service_timeout=4s \
	    smtpd_policy_service_retry_delay=1s 127.0.0.1:PORT
	# shellcheck disable=SC2086 # words
	each postfix policy $ways
	listen 127.0.0.1 "$tools/postfix-run" "$tmp/postfix" \
	    smtpd_milters=unix:/run/stub/socket milter_default_action=tempfail \
	    milter_command_timeout=4s 127.0.0.1:PORT
	# shellcheck disable=SC2086 # words
	each postfix milter $ways
else
	without Postfix 28 "$why"
fi
if why=$("$tools/sendmail-run" -n); then
	listen 127.0.0.1 "$tools/sendmail-run" "$tmp/sendmail" -m \
	    "INPUT_MAIL_FILTER(\`stub', \`S=unix:/run/stub/socket, F=T, T=S:4s;R:4s')dnl" \
	    127.0.0.1:PORT
	# shellcheck disable=SC2086 # words
	each sendmail milter $(echo "$ways" | sed s/garbage=451/garbage=closed/)
else
	without Sendmail 14 "$why"
fi

# OpenSMTPD runs its filter: what it can't bear ends it, and the next begins.
opensmtpd() {
	echo "$1" >"$tmp/mode"
	listen 127.0.0.1 "$tools/opensmtpd-run" "$tmp/opensmtpd" \
	    -c "filter stub proc-exec \"$tools/trouble-stub smtpd $tmp/mode\"" \
	    -l 'filter stub' 127.0.0.1:PORT
	case $1 in fine|slow) ;; *) SMTP_TALK_S=8 ;; esac
	export SMTP_TALK_S=${SMTP_TALK_S-40}
	sends "$1"
	unset SMTP_TALK_S
	kill "$pid" 2>/dev/null
	wait "$pid" 2>/dev/null
}
if why=$("$tools/opensmtpd-run" -n); then
	server=opensmtpd
	for want in fine=taken slow=taken silent=closed half=closed cut=closed \
	    close=closed garbage=closed version=closed long=closed; do
		opensmtpd "${want%=*}"
		same "OpenSMTPD, ${want%=*}" "$got" "${want#*=}"
	done
else
	without OpenSMTPD 9 "$why"
fi

# dhfd itself, without a disk that takes anything, and without memory: whoever
# waits has to come again, others come in.
mount -t tmpfs -o mode=700,size=4m none /run/state
rm -f /run/stub/socket
rules <<'END'
state_dir /run/state
listen postfix /run/stub/socket
grey @helo=grey.example id=grey
block @helo=bad.example id=bad
default_unresolved_action pass
default_ip_action pass
dns_timeout 0
END
asks() {
	got=$("$tools/policy-talk" /run/stub/socket protocol_state=RCPT \
	    client_address=198.51.100.7 client_name=x.example "helo_name=$1" \
	    sender=a@b.example recipient=c@here.example 2>&1)
}
dhfd_begin
asks good.example
dd if=/dev/zero of=/run/state/full bs=4096 2>"$tmp/full"
asks good.example
same 'a store that takes nothing: who may come in comes in' "$got" action=DUNNO
asks grey.example
like 'who is grey waits' "$got" 'action=DEFER_IF_PERMIT *'
asks bad.example
like 'who is refused is' "$got" 'action=553 *'
rm /run/state/full
if sanitized; then
	skip 'without memory nobody is refused who should not be' sanitizers
else
	prlimit --pid "$dhfd" --as="$(($(sed -n \
	    's/^VmSize:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/$dhfd/status") * 1024)):"
	for i in 1 2 3 4 5 6 7 8 9; do
		asks "h$i.example"
		echo "$got"
	done | sort | uniq -c >"$tmp/poor"
	note "$(cat "$tmp/poor")"
	same 'without memory nobody is refused who should not be' \
	    "$(grep -c 'action=5' "$tmp/poor")" 0
	if grep -q '^State:[^A-Z]*[RSD]' "/proc/$dhfd/status" 2>/dev/null; then
		prlimit --pid "$dhfd" --as=unlimited:
	else # glibc had no room for a thread's own variables: dhfd begins anew
		wait "$dhfd"
		status=$?
		note "it ended, $status: $(tail -n 1 "$tmp/dhfd.log")"
		[ $status -lt 128 ] && dhfd_begin
	fi
fi
asks good.example
same 'and then it goes on' "$got" action=DUNNO
dhfd_end
