#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A real Postfix, Exim and Sendmail bring mail that the filter refuses: what
# their senders get back has the receipt, and dhf-test --why knows it, also where
# the text of the reply is as long as a reply can be.
. "${0%/*}/../e2e/lib.sh"
. "${0%/*}/lib.sh"
[ "$(id -u)" = 0 ] || skip_all 'servers are started by root'
chmod 755 "$tmp"
long=$(awk 'BEGIN { while (i++ < 380) printf "x" }')
{
	echo 'default_unresolved_action pass'
	echo "block @name=dip.example id=dip text=\"[%w] no %h $long\""
} >"$tmp/text"
rules <"$tmp/text"
: >"$tmp/log"
serve env TCPREMOTEIP=198.51.100.7 TCPREMOTEHOST=p7.dip.example \
    dyn-host-filter -f "$db" true
door=$port

# bring PORT: give a server a mail for somebody else
bring() {
	python3 - "$1" <<'END' >"$tmp/said" 2>&1
import smtplib, sys
s = smtplib.SMTP("127.0.0.1", int(sys.argv[1]), "client.example", 30)
s.sendmail("a@here.example", ["x@far.example"], "Subject: hello\r\n\r\ntext\r\n")
s.quit()
END
}
# token_in FOLDER: the receipt of a bounce, whose lines may be folded
token_in() {
	token=$(cat "$1"/* 2>/dev/null | tr -d '\n' |
	    sed -n 's/.*\[\(....-....-....\)].*/\1/p')
	[ "$token" ]
}
# bounced SERVER FOLDER: it has come, with a receipt that leads to the line
bounced() {
	server_name=$1
	ok "$1: the bounce has a receipt" await token_in "$2"
	got=$(dhf-test -f "$db" --why "$token" "$tmp/log" 2>&1)
	like "$server_name: and that leads to the refusal" "$got" '*
line: dyn-host-filter: *ip=198.51.100.7 *
today: block 553*'
}

if why=$("$tools/postfix-run" -n); then
	listen 127.0.0.1 "$tools/postfix-run" "$tmp/postfix" \
	    mynetworks=127.0.0.0/8 \
	    smtpd_relay_restrictions=permit_mynetworks,reject_unauth_destination \
	    "default_transport=smtp:[127.0.0.1]:$door" 127.0.0.1:PORT
	bring "$port"
	bounced Postfix "$tmp/postfix/box/all/new"
else
	skip Postfix "$why"
fi

if why=$("$tools/sendmail-run" -n); then
	listen 127.0.0.1 "$tools/sendmail-run" "$tmp/sendmail" \
	    -m "define(\`SMART_HOST', \`relay:[127.0.0.1]')dnl" \
	    -m "define(\`RELAY_MAILER_ARGS', \`TCP \$h $door')dnl" \
	    127.0.0.1:PORT
	bring "$port"
	bounced Sendmail "$tmp/sendmail/box"
else
	skip Sendmail "$why"
fi

if exim=$(command -v exim4 || command -v exim); then
	mkdir "$tmp/spool" "$tmp/exim" "$tmp/exim/box"
	chmod 777 "$tmp/spool" "$tmp/exim" "$tmp/exim/box"
	cat >"$tmp/exim.conf" <<END
primary_hostname = here.example
spool_directory = $tmp/spool
log_file_path = $tmp/exim/%slog
begin routers
out:
  driver = manualroute
  domains = ! here.example
  route_list = * 127.0.0.1
  self = send
  transport = smtp
box:
  driver = accept
  transport = box
begin transports
smtp:
  driver = smtp
  port = $door
  allow_localhost
box:
  driver = appendfile
  file = $tmp/exim/box/mail
  user = $("$exim" -bP exim_user | sed 's/.* = //')
END
	printf 'From: a@here.example\nTo: x@far.example\n\ntext\n' |
	    "$exim" -C "$tmp/exim.conf" -odi -f a@here.example x@far.example \
	    >"$tmp/said" 2>&1
	bounced Exim "$tmp/exim/box"
else
	skip Exim 'no exim here'
fi
serve_end
plan
