#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The real mail servers that other tests need: each takes a mail, delivers it,
# and is gone when it is killed.
. "${0%/*}/../e2e/lib.sh"
. "${0%/*}/lib.sh"
plan 9
chmod 755 "$tmp" # the servers' own users go through it

# takes SERVER: it does
takes() {
	if ! why=$("$tools/$1-run" -n); then
		for what in takes delivers ends; do
			skip "$1: $what" "$why"
		done
		return
	fi
	listen 127.0.0.1 "$tools/$1-run" "$tmp/$1" 127.0.0.1:PORT
	"$tools/smtp-talk" lockstep 127.0.0.1 "$port" >"$tmp/raw" <<'END'
HELO client.example
MAIL FROM:<a@client.example>
RCPT TO:<b@here.example>
DATA
.
QUIT
END
	got=$(cut -c1-3 <"$tmp/raw" | tr '\n' ' ')
	like "$1 takes a mail" "$got" '220 250 250 250 354 250 221 '
	ok "$1 delivers it" await grep -qsr 'by mx.here.example' "$tmp/$1/box"
	kill "$pid"
	wait "$pid" 2>/dev/null
	ok "$1 ends" await gone
}
gone() { ! answers 127.0.0.1 "$port"; }

takes postfix
takes sendmail
takes opensmtpd
