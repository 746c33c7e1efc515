#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# dhf-milter with a mail server that the test plays, in the protocol of
# milters: verdicts, marks, who is not judged, and a daemon in trouble.
. "${0%/*}/lib.sh"
python3 -c '' 2>/dev/null || skip_all 'no python3'
plan 62

milter=''
cleanup() { kill $milter $stub 2>/dev/null; }

# milter_begin [OPTION...]: start it for $db; its log is $tmp/milter.log
milter_begin() {
	: >"$tmp/milter.log"
	dhf-milter -f "$db" "$@" "unix:$tmp/milter" 2>>"$tmp/milter.log" &
	milter=$!
	await grep -q ': ready$' "$tmp/milter.log" && return 0
	note "dhf-milter did not begin: $(cat "$tmp/milter.log")"
	return 1
}
# milter_end [SIGNAL]: libmilter looks for a TERM each 5 s only, so who asks
# nothing of how it ends says KILL
milter_end() {
	kill -s "${1:-TERM}" "$milter"
	wait "$milter"
	status=$?
	milter=
}
# session [MACRO...] <SCRIPT: what a milter answers; sets $got and $log
session() {
	: >"$tmp/milter.log"
	"$tools/milter-talk" "unix:$tmp/milter" >"$tmp/raw" 2>&1
	got=$(cat -v "$tmp/raw" | hide)
	await grep -qs '^dhf-milter: pid=' "$tmp/milter.log"
	log=$(cat -v "$tmp/milter.log" | hide)
}
# mail_from IP [RCPT]: one mail to one recipient, from a client without a name;
# sets $got to the answer to RCPT
mail_from() {
	session <<END
open
connect [$1] $1
helo client.example
mail <a@client.example>
rcpt <${2-b@here.example}>
quit
END
	got=$(printf '%s\n' "$got" | sed -n 's/^rcpt: //p')
}
count_log() { grep -c '^dhf-milter: pid=' "$tmp/milter.log"; }

cat >"$tmp/base" <<END
block @ip=192.0.2.66 id=bad text="100%% no, %i"
block @ip=192.0.2.63 id=plain code=550 dsn=5.7.25
defer @ip=192.0.2.67 id=later
grey @ip=192.0.2.68 id=grey
mark @ip=192.0.2.69 id=seen
block @offender=trap id=offender
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
milter_begin -n 203.0.113.0/24

mail_from 192.0.2.1
is 'a client is let in' continue
like 'and one line says so' "$log" \
    'dhf-milter: pid=* ip=192.0.2.1 host=- action=pass * by=- at=rcpt helo=client.example from=a@client.example to=b@here.example n=- tls=- auth=- child=- end=- why=-'
mail_from 192.0.2.66
is 'or refused' '553 5.7.1 100%% no, 192.0.2.66'
like 'with its line' "$log" \
    'dhf-milter: * ip=192.0.2.66 * action=block code=553 rule=bad * by=server at=rcpt *'
mail_from 192.0.2.63
is 'in the words of the rule' '550 5.7.25 no mail from unknown 192.0.2.63, rule plain'
mail_from 192.0.2.67
is 'or told to come back' '451 4.7.1 [W] try again later, rule later'
mail_from 2001:db8::1
is 'IPv6 as well' continue
mail_from 192.0.2.68
is 'grey without a daemon is let in' continue
like 'which is noted' "$log" '* action=grey code=- rule=grey * note=nostate *'
mail_from 192.0.2.66 postmaster@here.example
is 'postmaster is reached' continue
mail_from 192.0.2.1 trap@here.example
like 'the recipient counts' "$got" '553 *rule trap'

session <<'END'
open
connect host1.dyn.example 192.0.2.1
helo me
mail <>
rcpt <b@here.example>
rcpt <c@here.example>
rcpt <abuse@here.example>
rcpt <d@here.example>
quit
END
is 'the name of a client, and each recipient anew' 'open: O 6 actions=0x111
connect: continue
helo: continue
mail: continue
rcpt: 553 5.7.1 no mail from host1.dyn.example 192.0.2.1, rule dyn
rcpt: 553 5.7.1 no mail from host1.dyn.example 192.0.2.1, rule dyn
rcpt: continue
rcpt: 553 5.7.1 no mail from host1.dyn.example 192.0.2.1, rule dyn'
like 'are one line, and counted' "$(count_log) $log" \
    '1 * from=<> to=b@here.example * more=2 why=W'

session <<'END'
open
connect host1.dyn.example 192.0.2.1 resolve=FORGED ptr=host1.dyn.example
helo evil.example
mail <a@client.example>
rcpt <b@here.example>
quit
END
like 'a name that Sendmail calls forged is a claim' "$log" \
    '* host=host1.dyn.example action=defer * rule=dyn * name=claimed *'

session <<'END'
open
connect [192.0.2.1] 192.0.2.1
helo EVIL.example.
mail <a@client.example>
rcpt <b@here.example>
mail <SPAM@client.example>
rcpt <b@here.example>
quit
END
is 'greeting and sender count' 'open: O 6 actions=0x111
connect: continue
helo: continue
mail: continue
rcpt: 553 5.7.1 no mail from unknown 192.0.2.1, rule evil
mail: continue
rcpt: 553 5.7.1 no mail from unknown 192.0.2.1, rule evil'

session <<'END'
open
connect [192.0.2.69] 192.0.2.69
helo me
mail <a@client.example>
rcpt <b@here.example>
header X-DHF forged
header Subject x
header x-dhf forged too
end
mail <a@client.example>
rcpt <b@here.example>
end
quit
END
is 'a mark is put into the mail, and theirs are taken out' \
    "$(cat <<'END'
open: O 6 actions=0x111
connect: continue
helo: continue
mail: continue
rcpt: continue
header: continue
header: continue
header: continue
end: change X-DHF 2 to ''
end: change X-DHF 1 to ''
end: add X-DHF: mark=seen; score=0
end: continue
mail: continue
rcpt: continue
end: add X-DHF: mark=seen; score=0
end: continue
END
)"

# many clients behind one address of ours
greets() {
	session <<END
open
connect [10.0.0.9] 10.0.0.9
helo $1.example
mail <a@client.example>
rcpt <trap@here.example>
quit
END
	got=$(printf '%s\n' "$got" | sed -n 's/^rcpt: \(...\).*/\1/p')
	printf '%s ' "$got"
}
same 'a private address is refused while it has four names' \
    "$(for name in a b c d A; do greets $name; done)" '553 553 553 553 553 '
greets e >"$tmp/fifth"
same 'and with the fifth is one of many' "$(cat "$tmp/fifth")" 'con '
like 'which the log has' "$log" '*crowd: 10.0.0.9, a private address *
*dhf-milter: * action=pass code=- rule=trap * note=crowd *'

# what it may still do
if sanitized; then
	skip 'it has given up what it does not need' sanitizers
else
	same 'it has given up what it does not need' "$(sed -n \
	    '/^NoNewPrivs\|^Seccomp:/s/.*:[^0-9]*//p' \
	    /proc/"$milter"/task/*/status | sort -u | tr '\n' ' ')" '1 2 '
fi

# who is no matter of rules
for client in '[127.0.0.1] 127.0.0.1' '[::1] ::1' 'localhost unix' \
    'ours 203.0.113.9'; do
	got=$(printf 'open\nconnect %s\nquit\n' "$client" |
	    "$tools/milter-talk" "unix:$tmp/milter")
	is "$client is not judged" 'open: O 6 actions=0x111
connect: accept'
done
got=$("$tools/milter-talk" "unix:$tmp/milter" <<'END'
open
connect [192.0.2.66] 192.0.2.66
helo me
mail <a@client.example> {auth_type}=PLAIN {auth_authen}=user
quit
END
)
like 'nor one that has logged in' "$got" '*mail: accept'

# the rules change
cp "$tmp/base" "$tmp/more"
echo 'block @ip=192.0.2.1 id=new' >>"$tmp/more"
rules <"$tmp/more"
changed() {
	mail_from 192.0.2.1
	[ "${got%% *}" = 553 ]
}
ok 'new rules are read by themselves' await changed
echo rubbish >"$db"
await grep -q 'is not taken' "$tmp/milter.log"
mail_from 192.0.2.1
like 'those of before hold where they are wrong' "$got" '553 *'
rules <"$tmp/base"
await grep -q 'read anew' "$tmp/milter.log"

# wrong input
long=$(printf '%08000d' 0)
session <<END
open
connect $long 192.0.2.1
helo $long
mail <$long@client.example>
rcpt <$long@here.example>
rcpt no-address
rcpt <a%01b@here.example>
rcpt <"a|b%0D%0A553"@here.example>
quit
END
like 'what is long or none at all is not known' "$(printf '%s' "$got" |
    tr '\n' ' ')" '*rcpt: continue rcpt: continue rcpt: continue rcpt: continue'
same 'and the log stays one clean line' "$(count_log)$(unclean \
    "$tmp/milter.log")" 1
got=$("$tools/milter-talk" "unix:$tmp/milter" <<'END'
open
raw 0000000743
open
raw 7fffffff4f
open
raw 000000015a
open
raw 0000000000
open
close
END
)
ok 'half a packet, a large one, none and an unknown one do no harm' \
    kill -0 "$milter"
mail_from 192.0.2.66
like 'to others' "$got" '553 *'
got=$(printf 'sessions 200\n' | "$tools/milter-talk" "unix:$tmp/milter")
is 'many at once' 'sessions: 1 451
sessions: 1 550
sessions: 1 553
sessions: 197 con'
milter_end
same 'it ends when told' "$status" 0
for i in 1 2 3 4; do
	milter_begin
	milter_end
	echo "$status"
done >"$tmp/ends"
same 'as soon as it is ready' "$(sort "$tmp/ends" | uniq -c | tr -s ' ')" \
    ' 4 0'

# before the recipient
milter_begin -a connect
got=$(printf 'open\nconnect [192.0.2.66] 192.0.2.66\n' |
    "$tools/milter-talk" "unix:$tmp/milter" | sed -n 2p)
is 'a refusal for good at once' 'connect: 553 5.7.1 100%% no, 192.0.2.66'
got=$(printf 'open\nconnect [192.0.2.67] 192.0.2.67\nhelo evil.example\n' |
    "$tools/milter-talk" "unix:$tmp/milter" | sed 1d)
is 'another at the recipient only' 'connect: continue
helo: continue'
milter_end KILL

# the daemon, in all ways in which it can fail
for way in green 'wait 42' cannot silent close garbage version half hand; do
	rm -f "$tmp/socket"
	"$tools/daemon-stub" "$tmp/socket" "$way" cannot >"$tmp/stub" &
	stub=$!
	await grep -qs ready "$tmp/stub"
	{
		cat "$tmp/base"
		echo "daemon $tmp/socket"
	} | rules
	milter_begin
	mail_from 192.0.2.68
	case $way in
	green) is 'the daemon knows who has waited' continue ;;
	wait*) like 'and who has not' "$got" '451 4.7.1 *42*' ;;
	*) like "a daemon that does this lets in: $way" "$got $log" \
	    'continue * note=nostate *' ;;
	esac
	milter_end KILL
	kill "$stub"
	wait "$stub" 2>/dev/null
	stub=
done

# Where it can't listen, or what reads as if it were another's way to say so.
# refused WORD STATUS WHY
refused() {
	got=$(timeout 10 dhf-milter -f "$db" "$1" 2>&1)
	status=$?
	same "listens not at $1" "$status $got" "$2 dhf-milter: $3"
}
all='write unix:PATH, inet:PORT@HOST or inet6:PORT@HOST'
refused inet:127.0.0.1:8893 100 \
    'inet:127.0.0.1:8893: the port comes first here, write inet:8893@127.0.0.1'
refused inet:8893 100 'inet:8893: write the host, too, as in inet:8893@localhost; 0.0.0.0 and inet6'"'"'s :: are all addresses'
refused 38893@127.0.0.1 100 "38893@127.0.0.1: $all"
ok 'and no file has that name' [ ! -e 38893@127.0.0.1 ]
refused inet:x@127.0.0.1 100 \
    'inet:x@127.0.0.1: a port is a number from 1 to 65535'
refused "unix:$tmp/no/milter" 111 \
    "listen at $tmp/no/milter: No such file or directory"
refused "unix:$tmp/base" 111 "listen at $tmp/base: it is there and no socket: \
take it away, or listen elsewhere"
refused inet:8893@192.0.2.1 111 \
    'listen at inet:8893@192.0.2.1: Cannot assign requested address'

# no memory for threads or sessions: nobody is refused for it
milter_begin
refused "unix:$tmp/milter" 100 "somebody listens on $tmp/milter already"
if sanitized; then
	skip 'without memory nobody is refused who should not be' sanitizers
elif prlimit --version >/dev/null 2>&1; then
	now=$(sed -n 's/^VmSize:[^0-9]*\([0-9]*\) kB/\1/p' \
	    "/proc/$milter/status")
	prlimit --pid "$milter" --as="$((now * 1024)):"
	got=$(printf 'sessions 100\n' | "$tools/milter-talk" \
	    "unix:$tmp/milter" 2>&1)
	ok 'without memory nobody is refused who should not be' \
	    [ "$(printf '%s\n' "$got" | grep -c ' 55[03]$')" -le 2 ]
	prlimit --pid "$milter" --as=unlimited:
else
	skip 'nor without memory' 'no prlimit'
fi
mail_from 192.0.2.1
is 'and then all goes on' continue
milter_end KILL

# no rules at all
rm "$db"
: >"$tmp/milter.log"
milter_begin
mail_from 192.0.2.1
like 'without rules all come back' "$got $log" '451 4.3.0 * error=no_rules *'
rules <"$tmp/base"
admitted() {
	mail_from 192.0.2.1
	[ "$got" = continue ]
}
ok 'until there are some' await admitted
milter_end KILL
rm "$db"
milter_begin -o
mail_from 192.0.2.1
like 'or are let in' "$got $log" 'continue * note=open *'
milter_end KILL

# A limit that a shell left is not for a server.
{ cat "$tmp/base"; echo 'log_envelope no'; } | rules
most=$(ulimit -Hn)
ulimit -Sn 40
milter_begin
ulimit -Sn "$most"
sed -n 's/^Max open files *\([0-9a-z]*\) .*/\1/p' \
    "/proc/$milter/limits" >"$tmp/limit" 2>&1
same 'as many descriptors as it may have' "$(cat "$tmp/limit")" "$most"
printf 'sessions 100\n' | "$tools/milter-talk" "unix:$tmp/milter" \
    >"$tmp/raw" 2>&1
same 'for many clients at once' "$(awk '{ n += $2 } END { print n }' "$tmp/raw")" \
    100
mail_from 192.0.2.1
like 'a discreet log tells no addresses' "$log" \
    '* at=rcpt helo=client.example from=- to=- *'
milter_end KILL
