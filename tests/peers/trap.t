#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# From a honeypot to dhfd's ledger: a real fetchmail that gets mail from a real
# Dovecot, which serves one user who needs no password; and a real mailfront
# that queues as qmail does.
. "${0%/*}/../e2e/lib.sh"
. "${0%/*}/lib.sh"
peer fetchmail fetchmail || skip_all 'no fetchmail: make deps-peers'
peer dovecot-imapd doveconf || skip_all 'no dovecot: make deps-peers'
plan 19
LD_LIBRARY_PATH=$root/usr/lib/dovecot:${LD_LIBRARY_PATH-}
export LD_LIBRARY_PATH

chmod 755 "$tmp"
user=$(id -un) group=$(id -gn)
[ "$(id -u)" != 0 ] || user=nobody group=nogroup
box=$tmp/home/Maildir
mkdir -p "$box/new" "$box/cur" "$box/tmp" "$tmp/run"
cat >"$tmp/imap.conf" <<END
protocols = imap
log_path = $tmp/imap.log
base_dir = $tmp/run
ssl = no
mail_location = maildir:$box
mail_plugin_dir = $root/usr/lib/dovecot/modules
mail_uid = $user
mail_gid = $group
first_valid_uid = 1
first_valid_gid = 1
END
# Dovecot's imap does without its login where it is no inetd that calls.  When
# it ends the connection does, too.
cat >"$tmp/imap" <<END
#!/bin/sh
exec setsid sh -c 'cat | (env USER=trap HOME=$tmp/home doveconf \
    -c $tmp/imap.conf -m imap -e $root/usr/lib/dovecot/imap \
    2>>$tmp/imap.log | cat; kill 0)'
END
chmod 755 "$tmp/imap"

# deliver NAME <MAIL: a mail is there
deliver() {
	cat >"$box/tmp/$1"
	mv "$box/tmp/$1" "$box/new/$1"
	[ "$(id -u)" != 0 ] || chown -R "$user:$group" "$tmp/home" "$tmp/run"
}
# trapped IP ID: a mail that a client brought to our server
trapped() {
	printf 'Received: from bhixhv (host.example [%s])\n\tby mx.here.example (Postfix) with ESMTP id %s;\n\t%s\n' \
	    "$1" "$2" "$(date '+%a, %d %b %Y %H:%M:%S %z')"
	printf 'Received: from a (b [203.0.113.66]) by mx.here.example (Postfix) with SMTP; Tue, 21 Oct 2008 20:17:43 +0200\nSubject: buy\n\nnow\n.\nFrom here\n'
}
# left: how many mails are still there
left() { find "$box/new" "$box/cur" -type f | wc -l | tr -d ' '; }
# fetch: sets $got, what is said, and $status
fetch() {
	serve "$tmp/imap"
	cat >"$tmp/rc" <<END
poll 127.0.0.1 service $port protocol imap
    user "trap" password "none" sslproto ''
    mda "$top/src/cmd/dhf-trap -s $tmp/offences -t mx.here.example"
END
	chmod 600 "$tmp/rc"
	got=$(env FETCHMAILHOME="$tmp" HOME="$tmp" USER="$(id -un)" \
	    fetchmail -f "$tmp/rc" --nosyslog -t 20 2>&1)
	status=$?
	serve_end
}
# held IP: how often, by the ledger
held() {
	dhfd -f "$db" --state "$1" | awk -F '\t' '/^offender/ { print $3, $7 }'
}

rules <<END
state_dir $tmp/state
listen filter $tmp/socket
listen offences $tmp/offences
dns_timeout 0
END

trapped 198.51.100.7 4B1 | deliver 1
fetch
like 'the daemon is away: fetchmail hears of it' "$got" \
    '*the daemon does not answer*'
same 'and leaves the mail on the server' "$(left)" 1

dhfd_begin
fetch
like 'the daemon is told' "$got" '*dhf-trap: 198.51.100.7: told*'
same 'which is success' "$status" 0
same 'and the mail is gone' "$(left)" 0
same 'its ledger has who brought it' "$(held 198.51.100.7)" 'trap 1'
same 'and nobody else' "$(held 203.0.113.66)" ''

trapped 198.51.100.8 4B2 >"$tmp/mail"
deliver 2 <"$tmp/mail"
deliver 3 <"$tmp/mail"
fetch
same 'one mail in two copies counts once' "$(left) $(held 198.51.100.8)" \
    '0 trap 1'
trapped 198.51.100.8 4B3 | deliver 4
fetch
same 'another counts' "$(held 198.51.100.8)" 'trap 2'

printf 'Subject: x\n\nno line of ours\n' | deliver 5
trapped 10.1.2.3 4B4 | deliver 6
fetch
same 'who is never held anything against is dealt with, nobody is not' \
    "$(left) $(held 10.1.2.3)" '1 '
like 'and that is told' "$got" '*no Received line of a server that -t names*'

# a Maildir beside its server
trapped 198.51.100.9 4B5 | deliver 7
dhf-trap -s "$tmp/offences" -t mx.here.example "$box" 2>"$tmp/said"
same 'a Maildir is read beside its server' "$? $(held 198.51.100.9)" \
    '0 trap 1'
fetch
same 'who then gives the mail to fetchmail: it is known' \
    "$(left) $(held 198.51.100.9)" '1 trap 1'

# a Maildir that mbsync fills, time and again
if peer isync mbsync; then
	mkdir "$tmp/Mail"
	serve "$tmp/imap"
	cat >"$tmp/mbsyncrc" <<END
IMAPStore far
Host 127.0.0.1
Port $port
SSLType None
User trap
Pass none

MaildirStore near
Path $tmp/Mail/
Inbox $tmp/Mail/trap
SubFolders Verbatim

Channel trap
Far :far:
Near :near:
Patterns INBOX
Create Near
Sync Pull
SyncState *
END
	synced() {
		timeout 20 mbsync -c "$tmp/mbsyncrc" -a >>"$tmp/mbsync.log" 2>&1 &&
		    dhf-trap -s "$tmp/offences" -t mx.here.example \
		    "$tmp/Mail/trap" 2>>"$tmp/mbsync.log"
	}
	trapped 198.51.100.12 4B6 | deliver 8
	ok 'mbsync fills a Maildir' synced || note "$(cat "$tmp/mbsync.log")"
	same 'of which the ledger is told' "$(held 198.51.100.12)" 'trap 1'
	trapped 198.51.100.13 4B7 | deliver 9
	synced
	same 'the next time of what is new' \
	    "$(held 198.51.100.12) $(held 198.51.100.13)" 'trap 1 trap 1'
	serve_end
else
	skip 'mbsync fills a Maildir' 'no isync: make deps-peers'
	skip 'of which the ledger is told' 'no isync'
	skip 'the next time of what is new' 'no isync'
fi

# qmail's way
if peer mailfront mailfront; then
	[ -z "$root" ] || export MODULE_PATH="$root/usr/lib/mailfront"
	cat >"$tmp/queue" <<END
#!/bin/sh
dhf-trap -s $tmp/offences -t mx.here.example 2>>$tmp/queue.log || exit
cat <&1 >/dev/null
END
	chmod 755 "$tmp/queue"
	# by_mailfront IP: a client delivers a mail; $got is the last answers
	by_mailfront() {
		talk lockstep env TCPREMOTEIP="$1" TCPREMOTEHOST=h.example \
		    TCPLOCALHOST=mx.here.example TCPLOCALIP=127.0.0.1 \
		    QMAILHOME="$tmp" QMAILQUEUE="$tmp/queue" \
		    mailfront smtp qmail add-received accept <<'END'
HELO [203.0.113.66]
MAIL FROM:<a@client.example>
RCPT TO:<trap@here.example>
DATA
Received: from a (b [203.0.113.67]) by mx.here.example with SMTP; x\r\nSubject: buy\r\n\r\nnow\r\n.
QUIT
END
		got=$(printf '%s\n' "$got" | grep -v '^2[25]0[ -].*ESMTP' |
		    tail -n 2 | head -n 1)
	}
	by_mailfront 198.51.100.10
	like 'a chain that captures takes the mail' "$got" '250*'
	same 'and the ledger has who brought it' "$(held 198.51.100.10)" \
	    'trap 1'
	dhfd_end
	by_mailfront 198.51.100.11
	like 'without a daemon the client has to come back' "$got" '4*'
else
	skip 'a chain that captures' 'no mailfront'
	skip 'and the ledger' 'no mailfront'
	skip 'without a daemon' 'no mailfront'
	dhfd_end
fi
