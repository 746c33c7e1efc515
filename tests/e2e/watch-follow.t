#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# dhf-watch, whatever is done to a log: moved away, cut, taken and made again, or
# made later; from the beginning with -a; and of which logs it reads with -p.
. "${0%/*}/lib.sh"
plan 16
watcher='' stub=''
cleanup() {
	for child in $watcher $stub; do
		kill "$child" 2>/dev/null
	done
}

# line IP: one that accuses an address
line() {
	printf 'Nov 20 10:00:00 mx postfix/smtpd[9]: NOQUEUE: reject: RCPT from unknown[%s]: 550 5.1.1 <u@here.example>: Recipient address rejected: User unknown in local recipient table; from=<> to=<x> proto=ESMTP helo=<x>\n' "$1"
}
"$tools/offence-stub" "$tmp/socket" >"$tmp/heard" 2>&1 &
stub=$!
await grep -q ready "$tmp/heard"

# watches [OPTION...] LOG...: follow logs and tell of the first line already
watches() {
	: >"$tmp/said"
	dhf-watch -c 1/1h -s "$tmp/socket" "$@" 2>"$tmp/said" &
	watcher=$!
}
ends() {
	kill "$watcher"
	wait "$watcher" 2>/dev/null
	watcher=''
}
told() { await grep -q "^$1	" "$tmp/heard"; }
never() { ! grep -q "^$1	" "$tmp/heard"; }
# opened LOG: until the file that has this name is open in the watcher
opened() {
	[ -d "/proc/$watcher/fd" ] || { sleep 1; return 0; }
	inode=$(ls -i "$1" | sed 's/ *\([0-9]*\) .*/\1/')
	for fd in "/proc/$watcher/fd"/*; do
		case $(ls -Li "$fd" 2>/dev/null) in *"$inode "*) return 0 ;; esac
	done
	return 1
}

for log in moved cut again; do
	line 192.31.1.1 >"$tmp/$log"
done
watches "$tmp/moved" "$tmp/cut" "$tmp/again" "$tmp/later"
for log in moved cut again; do
	await opened "$tmp/$log"
done
for log in moved:2 cut:3 again:4; do
	line "192.31.1.${log#*:}" >>"$tmp/${log%:*}"
done
ok 'what is added to a log is told' told 192.31.1.2
ok 'to another, too' told 192.31.1.3
ok 'and to a third' told 192.31.1.4
ok 'what was there before is not' never 192.31.1.1

# all four at once: moved, with lines before and behind; cut to nothing; taken
# away and made again; and one that was not there
line 192.31.1.5 >>"$tmp/moved"
mv "$tmp/moved" "$tmp/moved.0"
line 192.31.1.6 >>"$tmp/moved.0"
for last in 7 71 72 73 74 75; do # no shorter than the old one
	line 192.31.1.$last
done >"$tmp/new"
mv "$tmp/new" "$tmp/moved"
: >"$tmp/cut"
rm "$tmp/again"
line 192.31.1.9 >"$tmp/later"
ok 'moved: lines before' told 192.31.1.5
ok 'moved: lines behind, in the old file' told 192.31.1.6
ok 'moved: the first line of the new file' told 192.31.1.7
ok 'a log that was not there' told 192.31.1.9
line 192.31.1.10 >>"$tmp/cut"
line 192.31.1.11 >"$tmp/again"
ok 'cut: what is written then' told 192.31.1.10
ok 'taken away and made again: from its beginning' told 192.31.1.11
ends
same 'and nothing is told of them but that one was not there' \
    "$(grep -v ': told$' "$tmp/said")" \
    "dhf-watch: $tmp/later is not there yet: waiting"

line 192.31.1.12 >"$tmp/whole"
watches -a "$tmp/whole"
ok '-a: from the beginning' told 192.31.1.12
line 192.31.1.13 >>"$tmp/whole"
ok '-a: and on' told 192.31.1.13
ends

# one line of each log
cat >"$tmp/all" <<'END'
Nov 20 10:00:00 mx dyn-host-filter: pid=9 ip=192.31.2.1 host=a.test action=block code=553 rule=x
Nov 20 10:00:00 mx postfix/smtpd[9]: NOQUEUE: reject: RCPT from unknown[192.31.2.2]: 550 5.1.1 <u@here.example>: Recipient address rejected: User unknown in local recipient table; from=<> to=<x>
2026-11-20 10:00:00 H=(x) [192.31.2.3] F=<a@b> rejected RCPT <u@here.example>: Unrouteable address
Nov 20 10:00:00 mx sm-mta[9]: tAKA0x01: <u@here.example>... User unknown
Nov 20 10:00:00 mx sm-mta[9]: tAKA0x01: from=<a@b>, size=0, class=0, nrcpts=0, proto=SMTP, daemon=MTA, relay=[192.31.2.4]
@40000000692ac42a0d8f5a3c tcpserver: pid 77 from 192.31.2.5
@40000000692ac42a0d8f5a3c 77 > 550 no mailbox here
END
names() {
	dhf-watch -n -c 1/1h "$@" "$tmp/all" 2>/dev/null | cut -f 1 |
	    tr '\n' ' '
}
same 'each log with its name' \
    "$(for log in dhf postfix exim sendmail qmail; do
	names -p "$log"
    done)" '192.31.2.1 192.31.2.2 192.31.2.3 192.31.2.4 192.31.2.5 '
same 'and all of them without' "$(names)" \
    '192.31.2.1 192.31.2.2 192.31.2.3 192.31.2.4 192.31.2.5 '
dhf-watch -n -p nosuch "$tmp/all" >/dev/null 2>"$tmp/said"
same 'a name that is none is an expression without an address' $? 100
