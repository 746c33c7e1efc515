#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# dhf-opensmtpd with an OpenSMTPD that the test plays, line by line: verdicts,
# marks, many sessions one among the other, wrong lines, a daemon in trouble.
. "${0%/*}/lib.sh"
plan 38

cat >"$tmp/base" <<'END'
block @ip=192.0.2.66 id=bad text="100%% no, %i"
defer @ip=192.0.2.67 id=later
grey @ip=192.0.2.68 id=grey
mark @ip=192.0.2.69 id=seen
block @name=dyn.example id=dyn
block @helo=evil.example id=evil
block @sender=spam@client.example id=spammer
block @rcpt=trap@here.example id=trap
default_unresolved_action pass
default_ip_action pass
reply_text "no mail from %h %i, rule %r"
dns_timeout 0
END
rules <"$tmp/base"

# told [OPTION...] <LINES: what the filter says to OpenSMTPD; in the lines
# "@" is how a line to a filter begins, "=" how a report does, of version
# $version; sets $got and $log
version=0.6
told() {
	sed "s/^@/filter|$version|1|smtp-in|/;s/^=/report|$version|1|smtp-in|/" \
	    >"$tmp/said"
	got=$({ echo 'config|ready'; cat "$tmp/said"; } |
	    dhf-opensmtpd -f "$db" "$@" 2>"$tmp/filter.log" | cat -v | hide |
	    grep -v '^register|')
	status=$?
	# sanitizers, and some systems, have no sandbox
	log=$(grep -av ' no sandbox: ' "$tmp/filter.log" | cat -v | hide)
}
# mail_from IP [RCPT [OPTION...]]: what becomes of one mail
mail_from() {
	ip=$1 to=${2-b@here.example}
	shift
	[ $# = 0 ] || shift
	told "$@" <<END
=link-connect|a1|<unknown>|fail|$ip:99|203.0.113.1:25
@helo|a1|b1|client.example
@mail-from|a1|b2|<a@client.example>
@rcpt-to|a1|b3|<$to> NOTIFY=NEVER
=link-disconnect|a1
END
	got=$(printf '%s\n' "$got" | sed -n 's/^filter-result|a1|b3|//p')
}

got=$(echo 'config|ready' | dhf-opensmtpd -f "$db" -a connect -m)
is 'it says what it wants to be told' 'register|report|smtp-in|link-connect
register|report|smtp-in|link-auth
register|report|smtp-in|link-disconnect
register|filter|smtp-in|connect
register|filter|smtp-in|helo
register|filter|smtp-in|ehlo
register|filter|smtp-in|mail-from
register|filter|smtp-in|rcpt-to
register|filter|smtp-in|data-line
register|ready'

mail_from 192.0.2.1
is 'a client is let in' proceed
like 'and one line says so' "$log" \
    'dhf-opensmtpd: pid=* ip=192.0.2.1 host=- action=pass * by=- at=rcpt helo=client.example from=a@client.example to=b@here.example n=- tls=- auth=- child=- end=- why=-'
mail_from 192.0.2.66
is 'or refused' 'reject|553 5.7.1 100% no, 192.0.2.66'
like 'with its line' "$log" '* rule=bad * by=server at=rcpt *'
mail_from 192.0.2.67
is 'or told to come back' 'reject|451 4.7.1 [W] try again later, rule later'
mail_from '[2001:db8::1]'
is 'IPv6 as well' proceed
mail_from 192.0.2.68
like 'grey without a daemon is let in' "$got $log" 'proceed * note=nostate *'
mail_from 192.0.2.66 postmaster@here.example
is 'postmaster is reached' proceed
mail_from 192.0.2.1 trap@here.example
like 'the recipient counts' "$got" 'reject|553 *rule trap'
mail_from 127.0.0.1 trap@here.example
is 'this machine is not judged' proceed
mail_from 192.0.2.66 b@here.example -n 192.0.2.0/24
is 'nor an own network' proceed
place() { # FROM [OPTION...]: what becomes of a client there
	from=$1
	shift
	told "$@" <<END
=link-connect|a1|<unknown>|fail|$from|203.0.113.1:25
@rcpt-to|a1|b3|<trap@here.example>
=link-disconnect|a1
END
}
for from in unix:/run/smtpd.sock local local:0; do
	place $from
	is "nor one at a socket: $from" 'filter-result|a1|b3|proceed'
done
for from in 192.0.2.066:1 192.0.2.66 '' 192.0.2.66:70000; do
	place "$from"
	is "what is no place is not let in: '$from'" "$(printf '%s' \
	    'filter-result|a1|b3|reject|451 4.3.0 temporary failure, ' \
	    'try again later')"
done
same 'and told' "$log" \
    'dhf-opensmtpd: session a1: its client has no address that reads'
place 192.0.2.066:1 -o
is 'but with -o' 'filter-result|a1|b3|proceed'
for version in 0.6 0.7; do
	[ $version = 0.6 ] && result='user|pass' || result='pass|user'
	told <<END
=link-connect|a1|<unknown>|fail|192.0.2.66:99|203.0.113.1:25
=link-auth|a1|$result
@rcpt-to|a1|b3|<b@here.example>
END
	is "nor one that has logged in, $version" 'filter-result|a1|b3|proceed'
done
version=0.6

told <<'END'
=link-connect|a1|<unknown>|fail|192.0.2.1:99|203.0.113.1:25
=link-connect|a2|host1.dyn.example|pass|192.0.2.2:99|203.0.113.1:25
@ehlo|a1|b1|EVIL.example
@helo|a2|c1|me
@mail-from|a2|c2|<>
@mail-from|a1|b2|<SPAM@client.example>
@rcpt-to|a2|c3|<b@here.example>
@rcpt-to|a1|b3|<b@here.example>
@rcpt-to|a2|c4|<c@here.example>
@rcpt-to|a2|c5|<abuse@here.example>
=link-disconnect|a1
@rcpt-to|a1|b9|<b@here.example>
END
is 'sessions one among the other' 'filter-result|a1|b1|proceed
filter-result|a2|c1|proceed
filter-result|a2|c2|proceed
filter-result|a1|b2|proceed
filter-result|a2|c3|reject|553 5.7.1 no mail from host1.dyn.example 192.0.2.2, rule dyn
filter-result|a1|b3|reject|553 5.7.1 no mail from unknown 192.0.2.1, rule evil
filter-result|a2|c4|reject|553 5.7.1 no mail from host1.dyn.example 192.0.2.2, rule dyn
filter-result|a2|c5|proceed
filter-result|a1|b9|reject|451 4.3.0 temporary failure, try again later'
like 'a line each' "$(printf '%s\n' "$log" | tr '\n' ' ')" \
    '*rule=evil *to=b@here.example *rule=dyn * more=1 why=W '

told -m <<'END'
=link-connect|a1|<unknown>|fail|192.0.2.69:99|203.0.113.1:25
@mail-from|a1|b2|<a@client.example>
@rcpt-to|a1|b3|<b@here.example>
@data-line|a1|b4|X-DHF: forged
@data-line|a1|b4| and more
@data-line|a1|b4|Subject: x|y
@data-line|a1|b4|
@data-line|a1|b4|X-DHF: text
@data-line|a1|b4|.
END
is 'a mark is put into the mail, and theirs are taken out' \
    'filter-result|a1|b2|proceed
filter-result|a1|b3|proceed
filter-dataline|a1|b4|X-DHF: mark=seen; score=0
filter-dataline|a1|b4|Subject: x|y
filter-dataline|a1|b4|
filter-dataline|a1|b4|X-DHF: text
filter-dataline|a1|b4|.'

told -a connect <<'END'
=link-connect|a1|<unknown>|fail|192.0.2.66:99|203.0.113.1:25
@connect|a1|b1|<unknown>|192.0.2.66
=link-connect|a2|<unknown>|fail|192.0.2.67:99|203.0.113.1:25
@connect|a2|b1|<unknown>|192.0.2.67
END
is 'before the recipient only what is for good' \
    'filter-result|a1|b1|reject|553 5.7.1 100% no, 192.0.2.66
filter-result|a2|b1|proceed'

# wrong input
long=$(printf '%0200000d' 0)
{
	printf '=link-connect|a1|<unknown>|fail|192.0.2.66:99|203.0.113.1:25\n'
	printf '@helo|a1|b1|%s\n' "$long"
	printf '@mail-from|a1|b2|<%s>\n' "$long"
	printf '@rcpt-to|a1|b3|<b@here.example>\r\n'
	printf '@rcpt-to|a1|b4|<b\001@here.example>\n'
	printf '@rcpt-to|a1|b5|<b@here.example>\000|x\n'
	printf '%s\n' "$long" '||||||||' 'filter' '@helo' '@wiz|a1|b6|x' \
	    '@rcpt-to|a9|b7|<b@here.example>' '@rcpt-to|a1|b8|'
	printf 'no end of line'
} >"$tmp/wrong"
told <"$tmp/wrong"
is 'wrong lines are answered or passed over' 'filter-result|a1|b1|proceed
filter-result|a1|b2|proceed
filter-result|a1|b3|reject|553 5.7.1 100% no, 192.0.2.66
filter-result|a1|b4|reject|553 5.7.1 100% no, 192.0.2.66
filter-result|a1|b5|reject|553 5.7.1 100% no, 192.0.2.66
filter-result|a1|b6|proceed
filter-result|a9|b7|reject|451 4.3.0 temporary failure, try again later
filter-result|a1|b8|reject|553 5.7.1 100% no, 192.0.2.66'
same 'and the log stays clean' "$(unclean "$tmp/filter.log")" ''
{
	printf '=link-connect|a1|<unknown>|fail|192.0.2.1:99|203.0.113.1:25\n'
	for i in 1 2; do
		printf '@rcpt-to|a1|c%s|<b@here.example>' $i
		head -c 300000 /dev/zero | tr '\0' a
		printf '\n'
	done
	printf '@rcpt-to|a1|b1|<b@here.example>\n'
} >"$tmp/wrong"
told <"$tmp/wrong"
is 'a line of more than 256 KiB is passed over, whole' \
    'filter-result|a1|b1|proceed'
same 'and told, once' "$(grep -c 'a line of more than 262144 bytes' \
    "$tmp/filter.log")" 1

told -o <<'END'
@rcpt-to|a9|b7|<b@here.example>
END
is 'or, with -o, let in' 'filter-result|a9|b7|proceed'
for name in a b c d e; do
	printf '=link-connect|%s|<unknown>|fail|10.0.0.9:9|203.0.113.1:25\n' $name
	printf '@helo|%s|1|%s.example\n' $name $name
	printf '@rcpt-to|%s|2|<trap@here.example>\n' $name
done >"$tmp/crowd"
told <"$tmp/crowd"
same 'of many behind one private address the fifth is let in' \
    "$(printf '%s\n' "$got" | grep '|2|' | cut -d '|' -f 4,5 | cut -c 1-10 |
    uniq -c | tr -s ' \n' ' ')" ' 4 reject|553 1 proceed '

# many sessions at once
i=0
while [ $((i += 1)) -le 1000 ]; do
	echo "=link-connect|f$i|<unknown>|fail|192.0.2.$((i % 100)):9|203.0.113.1:25"
	echo "@rcpt-to|f$i|c$i|<b@here.example>"
done >"$tmp/many"
told <"$tmp/many"
same 'a thousand sessions' "$(printf '%s\n' "$got" | cut -d '|' -f 4,5 |
    cut -c 1-12 | sort | uniq -c | tr -s ' \n' ' ')" \
    ' 980 proceed 10 reject|451 4 10 reject|553 5 ' ||
    note "$(printf '%s\n' "$got" | cut -d '|' -f 4- | sort | uniq -c)"

# what it may still do, and that it ends well
mkfifo "$tmp/held"
dhf-opensmtpd -f "$db" <"$tmp/held" >"$tmp/out" 2>&1 &
filter=$!
exec 5>"$tmp/held"
echo 'config|ready' >&5
await grep -q 'register|ready' "$tmp/out"
if sanitized; then
	skip 'it has given up what it does not need' sanitizers
else
	same 'it has given up what it does not need' "$(sed -n \
	    '/^NoNewPrivs\|^Seccomp:/s/.*:[^0-9]*//p' \
	    "/proc/$filter/status" | tr '\n' ' ')" '1 2 '
fi
exec 5>&-
wait $filter

# a daemon
"$tools/daemon-stub" "$tmp/socket" 'wait 42' cannot >"$tmp/stub" 2>&1 &
stub=$!
await grep -qs ready "$tmp/stub"
{
	cat "$tmp/base"
	echo "daemon $tmp/socket"
} | rules
# The answers come later: the filter is held open until then.
wait_mail() {
	rm -f "$tmp/out"
	{
		cat "$tmp/said"
		await grep -qs '|b3|' "$tmp/out"
	} | dhf-opensmtpd -f "$db" 2>"$tmp/filter.log" >"$tmp/out"
	got=$(sed -n 's/^filter-result|a1|b3|//p' "$tmp/out")
	log=$(cat "$tmp/filter.log")
}
mail_from 192.0.2.68
sed -i '1i\
config|ready
/link-disconnect/d' "$tmp/said"
wait_mail
like 'the daemon knows who has to wait' "$got" 'reject|451 4.7.1 *42*'
kill -STOP "$stub"
wait_mail
like 'one that is stopped lets in' "$got $log" 'proceed * note=nostate *'
kill -CONT "$stub"

rm "$db"
mail_from 192.0.2.1
like 'without rules all come back' "$got" 'reject|451 4.3.0 *'
