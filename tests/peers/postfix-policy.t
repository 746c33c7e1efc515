#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A real Postfix that asks dhfd about whom it talks to, whole sessions, over TCP
# and a UNIX socket: let in, refused, deferred, greylisted; and what becomes of
# mail while the daemon is stopped, killed, or silent.
. "${0%/*}/../e2e/lib.sh"
. "${0%/*}/lib.sh"
why=$("$tools/postfix-run" -n) || skip_all "$why"
plan 30
chmod 755 "$tmp" # Postfix's own users go through it
policy=$(free_port)
dns_serve <<'END'
END
rules <<END
state_dir $tmp/state
listen postfix 127.0.0.1:$policy
listen postfix $tmp/policy
dns_timeout 300ms
block @helo=bad.example code=554 dsn=5.7.1 text="no %i %r" id=helo
block @sender=spam.example id=sender
defer @sender=~^later@ code=450 dsn=4.3.2 text="come back" id=later
mark @helo=~^\\[ id=literal
grey @ip=198.51.100.8 id=grey
block @ip=203.0.113.0/24 id=net
default_unresolved_action pass
default_ip_action pass
END
dhfd_begin || exit 1
cleanup() {
	for one in $pids $dhfd; do
		kill -CONT "$one" 2>/dev/null
		kill "$one" 2>/dev/null
	done
}

# postfix WHERE: run one that asks there
postfix() {
	listen 127.0.0.1 "$tools/postfix-run" "$tmp/postfix" \
	    "smtpd_recipient_restrictions=reject_unauth_destination,
	      check_policy_service $1" \
	    smtpd_policy_service_timeout=6s \
	    smtpd_policy_service_retry_delay=1s \
	    smtpd_policy_service_request_limit=0 127.0.0.1:PORT
}
# sends IP HELO FROM TO...: a session; sets $got to its answers behind XCLIENT
sends() {
	{
		printf 'EHLO x\nXCLIENT ADDR=%s NAME=host.plain.example\n' "$1"
		printf 'HELO %s\nMAIL FROM:<%s>\n' "$2" "$3"
		shift 3
		for to; do
			echo "RCPT TO:<$to>"
		done
		printf 'DATA\nSubject: %s\\r\\n\\r\\nx\\r\\n.\nQUIT\n' "$id"
	} | "$tools/smtp-talk" lockstep 127.0.0.1 "$port" >"$tmp/raw"
	got=$(sed '1,/^220 /d' "$tmp/raw" | tr -d '\r' |
	    sed 's/ queued as .*//')
}
# answer N: that line of the session behind its greetings
answer() { printf '%s\n' "$got" | sed -n "$1p"; }
boxed() { grep -lsr "^Subject: $id\$" "$tmp/postfix/box" | wc -l; }
has() { [ "$(boxed)" = "$1" ]; }
line() { log=$(grep '^dhfd: pid=' "$tmp/dhfd.log" | tail -n 1); }

for where in "inet:127.0.0.1:$policy" "unix:$tmp/policy"; do
	ok "Postfix runs, and asks at ${where%%:*}" postfix "$where"
	id=let-in-${where%%:*}
	sends 198.51.100.7 mx.good.example a@good.example b@here.example
	like 'a client is let in' "$(answer 5)" '250 *'
	ok 'and its mail delivered' await has 1
	line
	same 'the log has what Postfix told' \
	    "$(key ip) $(key host) $(key at) $(key helo) $(key from) $(key to)" \
	    '198.51.100.7 host.plain.example rcpt mx.good.example a@good.example b@here.example'
	[ "${where#inet}" = "$where" ] || {
		kill "$pid"
		wait "$pid" 2>/dev/null
	}
done
id=refused
sends 198.51.100.7 mx.bad.example a@good.example b@here.example
like '554 by HELO, with the text and status of the rule' "$(answer 3)" \
    '554 5.7.1 <b@here.example>: Recipient address rejected: no 198.51.100.7 helo'
like 'and so no DATA' "$(answer 4)" '554 5.5.1 *'
sends 198.51.100.7 mx.good.example a@x.spam.example b@here.example
like '553 by the sender' "$(answer 3)" '553 5.7.1 *rule sender*'
sends 203.0.113.9 mx.good.example a@good.example b@here.example
like '553 by the address' "$(answer 3)" '553 5.7.1 *rule net*'
sends 198.51.100.7 mx.good.example later@good.example b@here.example
like '450 with the code of its rule' "$(answer 3)" '450 4.3.2 *come back'
same 'nothing of that is delivered' "$(boxed)" 0
id=postmaster
sends 203.0.113.9 mx.bad.example a@x.spam.example postmaster@here.example \
    b@here.example
like 'postmaster is reached' "$(answer 3)" '250 2.1.5 *'
like 'in the same mail another is not' "$(answer 4)" '55[34] 5.7.1 *'
ok 'and postmaster has the mail' await has 1
id=marked
sends 198.51.100.7 '[198.51.100.7]' a@good.example b@here.example \
    c@here.example d@here.example
ok 'a marked mail is delivered' await has 3
same 'with one field of the header each' \
    "$(grep -hsr -A99 "^X-DHF: mark=literal; score=0\$" "$tmp/postfix/box" |
    grep -c '^X-DHF')" 3
id=grey
sends 198.51.100.8 mx.good.example a@good.example b@here.example
like 'grey waits' "$(answer 3)" '450 4.7.1 *try again in * s (rule grey)'
sends 198.51.100.8 mx.good.example a@good.example u@other.example
like 'but what follows refuses for good' "$(answer 3)" '[45]5[04] 5.7.1 *elay*'
dhfd -f "$db" --dump | awk -F '\t' -v OFS='\t' '$1 == "grey" {
	for (i = 4; i <= NF; i++)
		if (split($i, kv, "=") == 2 && kv[1] ~ /^(first|expires)$/)
			$i = kv[1] "=" kv[2] - 61
    }
    { print }' >"$tmp/aged"
dhfd -f "$db" --load "$tmp/aged"
sends 198.51.100.8 mx.good.example a@good.example b@here.example
like 'when it comes again it is let in' "$(answer 5)" '250 *'
ok 'and its mail delivered' await has 1

# Without the daemon: Postfix says what it says by default, and the client
# comes back.
id=stopped
kill -STOP "$dhfd"
sends 198.51.100.7 mx.good.example a@good.example b@here.example
like 'the daemon is stopped: 451' "$(answer 3)" '451 4.3.5 *'
kill -CONT "$dhfd"
sends 198.51.100.7 mx.good.example a@good.example b@here.example
like 'it goes on: the mail is taken' "$(answer 5)" '250 *'
ok 'and delivered once' await has 1
id=killed
dhfd_end KILL
sends 198.51.100.7 mx.good.example a@good.example b@here.example
like 'the daemon is killed: 451' "$(answer 3)" '451 4.3.5 *'
same 'and no mail taken' "$(boxed)" 0
dhfd_begin
sends 198.51.100.7 mx.good.example a@good.example b@here.example
like 'it begins again: the mail is taken' "$(answer 5)" '250 *'
ok 'and delivered once' await has 1
dhfd_end
