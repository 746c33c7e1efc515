#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# dhfd as a policy server of Postfix: requests byte for byte, each verdict as an
# action, and what becomes of those who say nothing, too much or garbage.
# POSTFIX_IDLE says how many connections stay open and say nothing (1000).
. "${0%/*}/lib.sh"
for program in python3 prlimit; do
	command -v $program >/dev/null || skip_all "no $program"
done
idle=${POSTFIX_IDLE:-1000}
plan 84
cleanup() { [ -z "$dhfd" ] || kill "$dhfd" 2>/dev/null; }
port=$(python3 -c 'import socket
s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')

dns_serve <<'END'
7.100.51.198.in-addr.arpa PTR mx7.plain.example
mx7.plain.example A 198.51.100.7
8.100.51.198.in-addr.arpa PTR dyn8.line.example
dyn8.line.example A 198.51.100.8
9.100.51.198.in-addr.arpa PTR servfail
10.100.51.198.in-addr.arpa PTR silent
END
set_rules() {
	{
		cat
		echo "state_dir $tmp/state"
		echo "listen postfix 127.0.0.1:$port"
		echo "listen postfix $tmp/socket"
		echo 'dns_timeout 500ms'
	} | rules
}
story='pass @rcpt=nofilter.example id=nofilter
block @helo=bad.example code=554 dsn=5.7.1 text="no %h %r" id=helo
block @sender=spam.example id=sender
defer @sender=~^later@ code=450 dsn=4.3.2 text="come back" id=later
mark @helo=~^\[ id=literal
mark @sender=<> id=bounce
score 2.5 @helo=~^\[
grey @name=line.example id=line
block @name=evil.example id=evil
block @ip=203.0.113.0/24 id=net
default_unresolved_action pass
default_ip_action pass'
echo "$story" | set_rules
dhfd_begin || exit 1

# asks NAME=VALUE...: sets $got; $how is how
# shellcheck disable=SC2086 # two words, or none
asks() { got=$("$tools/policy-talk" $how "$at" "$@" | hide); }
verdicts() { grep -c '^dhfd: pid=' "$tmp/dhfd.log"; }
line() { log=$(grep '^dhfd: pid=' "$tmp/dhfd.log" | tail -n 1 | hide); }
at=$port
rcpt='protocol_state=RCPT'
ip='client_address=198.51.100.7'
name='client_name=mx7.plain.example'
mail='sender=a@b.example recipient=c@here.example'
rest="helo_name=x $mail"
how=''

for at in "$port" "$tmp/socket"; do
	asks $rcpt $ip $name helo_name=mx7.plain.example sender=a@b.example \
	    recipient=c@here.example
	is 'a client against whom there is nothing' 'action=DUNNO'
done
at=$port
line
like 'one line of the log for a verdict' "$log" "dhfd: pid=$dhfd \
ip=198.51.100.7 host=mx7.plain.example action=pass code=- \
rule=default_action score=0 watch=- note=- error=- name=given db=???????? \
by=- at=rcpt helo=mx7.plain.example from=a@b.example to=c@here.example n=- tls=- auth=- child=- end=- why=-"
asks recipient=c@here.example sender=a@b.example helo_name=mx7.plain.example \
    $name $ip $rcpt
is 'in any order' 'action=DUNNO'
asks $rcpt $ip $name unheard=of stress= =x nothing helo_name=x
is 'what nobody asks for is passed over' 'action=DUNNO'

# what the client says
asks $rcpt $ip $name helo_name=MX.Bad.example $mail
is 'HELO is refused with the code and text of the rule' \
    'action=554 5.7.1 no mx7.plain.example helo'
line
same 'and the log says who refuses' "$(key by) $(key at) $(key rule)" \
    'server rcpt helo'
asks $rcpt $ip $name helo_name=x sender=A@x.SPAM.example recipient=c@d.example
like 'the sender' "$got" 'action=553 5.7.1 *rule sender*'
asks $rcpt $ip $name helo_name=x sender=later@b.example recipient=x@y
is 'a 4xx with the code of its rule' 'action=450 4.3.2 come back'
asks $rcpt $ip $name 'helo_name=[198.51.100.7]' sender=a@b.example
is 'a mark is a field of the header' \
    'action=PREPEND X-DHF: mark=literal; score=2.5'
asks $rcpt $ip $name instance=1.2 'helo_name=[1]' sender= -- \
    $rcpt $ip $name instance=1.2 'helo_name=[1]' sender= -- \
    $rcpt $ip $name instance=1.3 'helo_name=[1]' sender=
is 'once for a mail, however many it is for' \
    'action=PREPEND X-DHF: mark=literal,bounce; score=2.5
action=DUNNO
action=PREPEND X-DHF: mark=literal,bounce; score=2.5'
line
same 'the sender of bounces in the log' "$(key from)" '<>'
asks protocol_state=HELO $ip $name helo_name=x sender=
is 'before MAIL an empty sender is none' 'action=DUNNO'
asks $rcpt $ip $name helo_name=bad.example recipient=u@nofilter.example
is 'a domain that wants all mail' 'action=DUNNO'
for to in postmaster@x.example ABUSE@x.example '<postmaster>'; do
	asks $rcpt $ip $name helo_name=bad.example "recipient=$to"
	is "$to is always reached" 'action=DUNNO'
done
line
same 'and the log says why' "$(key rule)" exempt_rcpt

# what is not told leads to no 5xx
asks $rcpt $ip $name helo_name=x sender=a@spam.example
like 'no recipient, who could have let it in' "$got" 'action=451 4.7.1 *sender'
echo "pass @helo=friend.example
$story" | set_rules
kill -HUP "$dhfd"
sees() { got=$("$tools/policy-talk" "$at" "$@" | hide); [ "$got" = "$want" ]; }
want='action=451 4.7.1 [W] try again later, rule sender'
ok 'no HELO, which could have let it in: 4xx, from the new rules on' await \
    sees $rcpt $ip $name sender=a@spam.example recipient=u@x.example
asks $rcpt $ip $name helo_name=x sender=a@spam.example recipient=a@b.example
like 'with it: 5xx' "$got" 'action=553 *'
asks $rcpt $ip $name sender=a@spam.example recipient=a@nofilter.example
is 'with what lets it in: that' 'action=DUNNO'
echo 'all@x.example' >"$tmp/all"
{ echo "$story"; echo 'log_envelope no'; echo "exempt_rcpt root,+$tmp/all"; } |
    set_rules
kill -HUP "$dhfd"
want='action=DUNNO'
ok 'rules change while it is asked' await sees $rcpt $ip $name
asks $rcpt $ip $name helo_name=x sender=a@b.example recipient=c@d.example
line
same 'a discreet log tells no addresses' "$(key helo) $(key from) $(key to)" \
    'x - -'
for to in root@x.example:DUNNO ALL@x.example:DUNNO abuse@x.example:55 \
    all@y.example:55 'root%y.example@x.example:55'; do
	asks $rcpt $ip $name helo_name=bad.example sender=a@b.example \
	    "recipient=${to%:*}"
	like "mail for $to" "$got" "action=${to#*:}*"
done
echo "$story" | set_rules
kill -HUP "$dhfd"

# names
asks $rcpt client_address=198.51.100.11 client_name=unknown \
    reverse_client_name=mx.evil.example $rest
like 'a name that leads nowhere may do harm' "$got" 'action=553 5.7.1 *evil*'
line
same 'but is a claim' "$(key name)" claimed
asks $rcpt client_address=198.51.100.8 $mail
like 'a name that nobody tells is asked for' "$got" \
    'action=DEFER_IF_PERMIT 4.7.1 [[]W] try again in * s (rule line)'
line
same 'grey waits, and the log has the name' \
    "$(key action) $(key code) $(key host)" 'grey 451 dyn8.line.example'
asks $rcpt client_address=198.51.100.8 $mail
like 'and again soon after' "$got" 'action=DEFER_IF_PERMIT 4.7.1 [[]W] try again *'
dhfd -f "$db" --dump | awk -F '\t' -v OFS='\t' '$1 == "grey" {
	for (i = 4; i <= NF; i++)
		if (split($i, kv, "=") == 2 && kv[1] ~ /^(first|expires)$/)
			$i = kv[1] "=" kv[2] - 61
    }
    { print }' >"$tmp/aged"
dhfd -f "$db" --load "$tmp/aged"
asks $rcpt client_address=198.51.100.8 sender=b@b.example \
    recipient=c@here.example
like 'another mail does not let it in' "$got" \
    'action=DEFER_IF_PERMIT 4.7.1 [[]W] try again in 60 s *'
asks protocol_state=CONNECT client_address=198.51.100.8
like 'nor does that it is here' "$got" \
    'action=DEFER_IF_PERMIT 4.7.1 [[]W] try again in 60 s *'
asks $rcpt client_address=198.51.100.8 $mail
is 'when it has waited, and brings the same mail, it comes in' 'action=DUNNO'
line
same 'the log has why' "$(key action) $(key note)" 'grey green'
asks $rcpt client_address=198.51.100.10
is 'DNS is silent: no refusal' 'action=DUNNO'
asks $rcpt client_address=203.0.113.9 client_name=x.plain.example $rest
like 'by the address' "$got" 'action=553 5.7.1 *net*'
asks $rcpt client_address=2001:db8::1 client_name=x.plain.example
is 'IPv6' 'action=DUNNO'
for wrong in '' unknown 198.51.100.07 '198.51.100.7 '; do
	asks $rcpt "client_address=$wrong" $name
	is "an address that is none: '$wrong'" \
	    'action=451 4.3.0 [W] temporary failure, try again later'
done
asks $rcpt $name
is 'no address' 'action=451 4.3.0 [W] temporary failure, try again later'
line
same 'and the log says so' "$(key ip) $(key rule)" '- client_address'

# pieces
how=-s
asks $rcpt $ip $name helo_name=bad.example $mail
like 'cut at every byte' "$got" 'action=554 5.7.1 no mx7.plain.example helo 1??'
same 'always the same' "$(echo "$got" | wc -l)" 1
how=-b
asks $rcpt $ip $name helo_name=bad.example $mail -- $rcpt $ip $name
is 'a byte at a time' 'action=554 5.7.1 no mx7.plain.example helo
action=DUNNO'
how=-p
asks $rcpt $ip $name helo_name=bad.example $mail -- $rcpt $ip $name -- \
    $rcpt client_address=198.51.100.10 -- $rcpt $ip $name sender=later@x \
    helo_name=x recipient=c@here.example
how=''
is 'requests at once are answered in their order, and wait for DNS' \
    'action=554 5.7.1 no mx7.plain.example helo
action=DUNNO
action=DUNNO
action=450 4.3.2 come back'
got=$(python3 - "$ip" <<'END' | "$tools/policy-talk" -r "$port" | uniq -c |
import sys
print("request=smtpd_access_policy\n%s\nclient_name=a.example\n\n" %
      sys.argv[1] * 2000, end="")
END
    tr -s ' ')
is 'two thousand' ' 2000 action=DUNNO
 1 closed'

# what is no request
i=0
for text in '\n' 'request=smtpd_access_policy\nclient_name=a\0b\n\n' \
    'request=smtpd_access_policy\nsender=\nhelo_name=x\nsender=\n\n' \
    'request=junk\n\n' 'client_address=198.51.100.7\n\n' 'HELO x\r\n\r\n\n\n'; do
	# shellcheck disable=SC2059 # escapes are meant
	got=$(printf "$text" | "$tools/policy-talk" -r "$port")
	is "no request $((i += 1)): closed without an answer" closed
done
told() { grep -c "^dhfd: postfix: $1.*: the connection is closed" "$tmp/dhfd.log"; }
same 'and told, of a kind once in a minute' "$(told 'a request with a NUL') \
$(told 'a request that tells an attribute twice') $(told \
    'a request that is none for a policy')" '1 1 1'
hwm() { awk '/^VmHWM/ { print $2 }' "/proc/$dhfd/status"; }
before=$(hwm)
got=$({ echo request=smtpd_access_policy; echo "$ip"; printf 'helo_name='
    head -c 65000 /dev/zero | tr '\0' a; printf '\n\n'; } |
    "$tools/policy-talk" -r "$port")
is 'a long one is a request' 'action=DUNNO
closed'
got=$(head -c 1048576 /dev/zero | tr '\0' a | "$tools/policy-talk" -r "$port")
is 'more than 64 KiB is none' closed
like 'and told' "$(tail -n 1 "$tmp/dhfd.log")" '*of more than 65536 bytes*'
ok 'and not kept' [ $(($(hwm) - before)) -le 512 ]

# hostile values (faults.md H-04)
asks $rcpt $ip "client_name=$(printf 'a\001b\033[31m')" \
    "helo_name=$(printf 'x y\033\tz')" "sender=$(printf '"a\001b"@x')" \
    "recipient=$(printf 'r\303\251@x')"
is 'control bytes' 'action=DUNNO'
like 'never reach the log' "$(grep -ac '[^ -~]' "$tmp/dhfd.log")" 0
line
same 'and a blank is none there' "$(key helo)" 'x_y??z'
long=$(head -c 3000 /dev/zero | tr '\0' a)
asks $rcpt $ip "client_name=$long" "helo_name=$long" "sender=$long@$long" \
    "recipient=$long"
is 'values of 3000 bytes' 'action=DUNNO'
ok 'lines are cut' [ "$(awk '{ print length }' "$tmp/dhfd.log" | sort -n |
    tail -n 1)" -lt 2048 ]

# half requests of 64,000 bytes each from 400: 16 MiB are kept, and no more
before=$(hwm)
{
	for _ in 1 2 3 4 5 6 7 8; do printf 'x=%08000d\n' 0; done
} >"$tmp/half"
python3 - "$port" "$tmp/half" >"$tmp/halves" <<'END' &
import socket, sys, time
half, all_ = open(sys.argv[2], "rb").read(), []
for i in range(400):
    s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
    s.settimeout(0)
    all_.append(s)
for s in all_:
    s.settimeout(20)
    try:
        s.sendall(half)
    except OSError:
        pass
print("sent", flush=True)
time.sleep(600)
END
halves=$!
await grep -q sent "$tmp/halves"
asks $rcpt $ip $name helo_name=x "stress=$(printf '%02000d' 0)" $mail
is 'while many have sent half of much, others are answered' 'action=DUNNO'
ok 'and not all of it is kept' await grep -q 'half a request of' \
    "$tmp/dhfd.log"
same 'which is told once' "$(told 'half a request of more than 4096')" 1
if sanitized; then
	skip 'nor much more than 16 MiB' 'sanitizers keep what is freed'
else
	ok 'nor much more than 16 MiB' [ $(($(hwm) - before)) -le 24576 ]
fi
kill $halves
wait $halves 2>/dev/null

# many that say nothing, in one thread
threads() { find "/proc/$dhfd/task" -mindepth 1 -maxdepth 1 | wc -l; }
kib() { awk '/^VmRSS/ { print $2 }' "/proc/$dhfd/status"; }
asks $rcpt $ip $name
before=$(kib)
threads=$(threads)
prlimit --nofile=20000:20000 python3 - "$port" "$idle" >"$tmp/idle" <<'END' &
import socket, sys, time
all_ = []
for i in range(int(sys.argv[2])):
    s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
    s.sendall(b"request=smtpd_access_policy\nclient_address=198.51.100.7\n"
              b"client_name=a.example\n\n")
    assert s.recv(100) == b"action=DUNNO\n\n"
    all_.append(s)
print("open", flush=True)
sys.stdin.read()
time.sleep(600)
END
crowd=$!
ok "$idle connections stay open" await grep -q open "$tmp/idle"
same 'none has a thread of its own' "$(threads)" "$threads"
asks $rcpt $ip $name helo_name=bad.example $mail
like 'and others are answered' "$got" 'action=554 *'
note "memory: $(($(kib) - before)) KiB for $idle"
ok 'for some hundred bytes each' [ $(($(kib) - before)) -le $((idle + 1024)) ]
kill "$crowd"
wait "$crowd" 2>/dev/null

# many clients by one private address
for helo in a b c d e; do
	asks $rcpt client_address=10.0.0.1 client_name=evil.example \
	    helo_name=$helo.x.example
done
asks $rcpt client_address=10.0.0.1 client_name=evil.example \
    helo_name=f.x.example
line
like 'are let in, and the log has why' "$got $(key rule) $(key note)" \
    'action=DUNNO evil crowd*'

# the numbers
kill -USR1 "$dhfd"
ok 'statistics are written' await grep -q '^postfix.passed' \
    "$tmp/state/statistics"
number() { sed -n "s/^$1 //p" "$tmp/state/statistics"; }
ok 'six were no requests, one too long, and some had no room' \
    [ "$(number postfix.wrong)" -gt 7 ]
same 'each verdict is a line' \
    "$(($(number postfix.passed) + $(number postfix.refused) +
    $(number postfix.deferred)))" "$(verdicts)"

# the end
got=$("$tools/policy-talk" -t 5 "$port" $rcpt $ip $name)
dhfd_end
same 'it ends' "$status" 0
ok 'and takes its socket away' [ ! -e "$tmp/socket" ]
printf '9999999999\tA\tcut.test\tfound\t192.0.2.1' >>"$tmp/state/cache"
dhfd_begin
ok 'answers of DNS that were cut are told' await grep -q \
    "$tmp/state/cache is damaged: .*, lines: 1\$" "$tmp/dhfd.log"
dhfd_end
same 'and no harm' "$status" 0
