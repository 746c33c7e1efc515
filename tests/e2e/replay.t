#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# dhf-test --replay: what other rules would have done to the clients of a log.
# What is counted is held against brute force by tests/model/replay.py, what
# mail servers write by tests/peers/replay.t.
. "${0%/*}/lib.sh"
plan 55
TZ=UTC
export TZ
cat >"$tmp/old" <<'END'
default_unresolved_action pass
default_ip_action pass
pass @name=never.example id=never
END
cat >"$tmp/new" <<'END'
default_unresolved_action pass
default_ip_action pass
block @name=firm.example id=firm
block @host=mx.firm.example id=dup
score 3 @name=other.example id=score
mark @name=other.example id=seen
defer @name=later.example id=later expires=2026-11-23
block @name=gone.example id=gone
END
# line TIME IP HOST [KEY=VALUE...]: one of ours
line() {
	at=$1 ip=$2 host=$3
	shift 3
	name=given action=pass code=- note=- auth=- end=-
	[ "$host" != - ] || name=none
	for pair; do eval "$pair"; done
	echo "$at mx dyn-host-filter: pid=7 ip=$ip host=$host action=$action code=$code rule=x score=0 watch=- note=$note error=- name=$name db=1a2b3c4d by=- at=- helo=- from=- to=- n=- tls=- auth=$auth child=- end=$end why=-"
}
{
	line 2026-11-22T10:00:00Z 198.51.100.1 mx.firm.example end=250
	line 2026-11-23T10:00:00Z 198.51.100.1 mx.firm.example end=250
	line 2026-11-24T10:00:00Z 198.51.100.2 a.other.example auth=yes
	line 2026-11-24T10:00:01Z 198.51.100.3 bot.firm.example note=pregreet
	line 2026-11-24T10:00:02Z 198.51.100.4 - action=block code=553
	line 2026-11-22T10:00:03Z 198.51.100.5 mx.later.example auth=yes
	line 2026-11-25T10:00:04Z 198.51.100.6 mx.later.example auth=yes
	line 2026-11-25T10:00:05Z 10.1.2.3 ours.example auth=yes
	echo '2026-11-25T10:00:06Z mx dovecot: hello'
	echo 'nobody knows'
} >"$tmp/log"
replay() {
	got=$(dhf-test --replay "$@" 2>"$tmp/said")
	status=$?
	[ -n "$got" ] || got=$(cat "$tmp/said")
}
# has NAME TEXT: a line of $got begins so, blanks apart
has() {
	ok "$1" grep -qF "$2" <<END
$(printf '%s\n' "$got" | tr -s ' ')
END
}

replay -f "$tmp/new" --against "$tmp/old" "$tmp/log"
same 'somebody good is newly refused' "$status" 1
has 'the period' 'replay of 4 days (2026-11-22 to 2026-11-25): 7 connections, 6 clients, 4 domains'
has 'lines' 'lines: 10, of use 8, not understood 1 (10.00 %)'
has 'labels' 'clients: good 4 (strongly 3), bad 1, contradicted 0, unknown 1'
has 'the matrix' 'pass 6 3 - - 1 2 -'
has 'good clients' 'good clients newly refused: 2 of 4 (50.00 %), domains 2 of 3: 66.67 %,'
has 'bad clients' 'bad clients newly refused: 1 of 1 (100.0 %) freed: 0 cannot be judged: 1 refused today'
has 'a rule' 'firm 2 1 1 1 0.5000 0.8404-90.5701% 2026-11-24 deciding'
has 'one in whose place another decides' 'dup 0 0 0 0 - - never shadowed by firm at'
has 'one that scores too little' 'score 1 0 1 0 0.0000 0.8404-90.5701% 2026-11-24 scoring'
has 'one that marks' 'seen 1 0 1 0 0.0000'
has 'one that had expired for one of two' 'later 1 1 1 0 0.0000 0.8404-90.5701% 2026-11-22 deciding'
has 'one that nobody came for' 'gone 0 0 0 0 - - never stale: no hit in 7 connections'
has 'who' 'mx.firm.example/198.51.100.1 2 mails, 2 days pass -> block firm'
has 'an exception' 'pass @host=mx.firm.example id=except-1 ref=replay # frees 1 good, 0 bad, 0 others'

replay -j -f "$tmp/new" --against "$tmp/old" "$tmp/log"
ok 'JSON' python3 - "$got" <<'END'
import json, sys
d = json.loads(sys.argv[1])
assert d["period"] == {"first": "2026-11-22T10:00:00Z",
                       "last": "2026-11-25T10:00:04Z"}
assert d["now"]["rules"] == 1 and d["candidate"]["rules"] == 6
assert d["matrix"][0] == [3, 0, 1, 2, 0]
assert d["rates"]["good"]["k"] == 2 and d["rates"]["good"]["n"] == 3
assert [c["client"] for c in d["newly_refused"]] == [
    "mx.firm.example/198.51.100.1", "mx.later.example/198.51.100.5"]
assert d["suggestions"][0]["good"] == 1
assert d["rules"][1]["shadowed_by"] == "firm" and d["rules"][5]["stale"]
END

# exceptions
replay -f "$tmp/new" --suggest "$tmp/exceptions" "$tmp/log"
same 'exceptions are written' "$status $(grep -c '^pass @host' "$tmp/exceptions")" '1 2'
{ cat "$tmp/exceptions"; sed 's/ expires=.*//' "$tmp/new"; } >"$tmp/newer"
ok 'they compile' dhf-compile -n "$tmp/newer"
replay -f "$tmp/newer" --against "$tmp/old" "$tmp/log"
same 'and with them nobody good is newly refused' "$status" 0
has 'and what cannot be claimed' 'less than 63.1597 % with 95 %: nothing better can be claimed with 3 domains'
{
	cat "$tmp/new"
	echo 'pass @name=x.example id=except-7'
} >"$tmp/numbered"
replay -f "$tmp/numbered" "$tmp/log"
has 'ids that are in use are not used again' 'id=except-8 ref=replay'
for i in 1 2 3; do
	line "2026-11-24T10:00:0${i}Z" "198.51.100.2$i" "h$i.gone.example" auth=yes
done >"$tmp/many"
replay -f "$tmp/new" "$tmp/many"
has 'three of a domain that is all good are one exception' \
    'pass @name=gone.example id=except-1 ref=replay # frees 3 good, 0 bad'
{ cat "$tmp/many"; line 2026-11-24T10:00:09Z 198.51.100.29 x.gone.example; } >"$tmp/mixed"
replay -f "$tmp/new" "$tmp/mixed"
has 'of one that is not, three' 'pass @host=h3.gone.example id=except-3'
{
	line 2026-11-24T10:00:00Z 198.51.100.1 198-51-100-1.dsl.firm.example auth=yes name=claimed
	line 2026-11-24T10:00:00Z 198.51.100.2 wombat.firm.example auth=yes name=claimed
} >"$tmp/claim"
replay -f "$tmp/new" "$tmp/claim"
has 'a name that is only claimed is none, ...' 'pass @ip=198.51.100.2 id=except-1'
has '... and a line for rent has no exception' 'no exception is suggested for 1 good clients'

# who is good
replay -f "$tmp/new" --since 2026-11-25 "$tmp/log"
same 'nobody good is refused' "$status" 0
has 'a part of the log' 'lines: 10, of use 2,'
replay -f "$tmp/new" --since 2026-11-30 "$tmp/log"
has 'a part without a line' 'replay of no line of use within --since and --until: 0 connections,'
echo x >"$tmp/useless"
replay -f "$tmp/new" "$tmp/useless"
has 'a log without one' 'replay of no line of use: 0 connections,'
replay -f "$tmp/new" --since 2026-11-25 --until 2026-11-24 "$tmp/log"
like 'an end before the beginning' "$status $got" '100 *--until 2026-11-24 is not after --since*'
replay -f "$tmp/new" --until 2026-11-22 --own other.example,later.example "$tmp/log"
same 'no evidence of good: nothing can be claimed' "$status" 2
has 'which is said' 'good clients newly refused: nothing can be claimed'
printf '198.51.100.3\tbot.firm.example\tgood\n# x\n-\tnobody.example\n' >"$tmp/good"
printf '198.51.100.2\t-\n' >"$tmp/bad"
replay -f "$tmp/new" --good "$tmp/good" --bad "$tmp/bad" "$tmp/log"
has 'somebody says so: both are contradicted' 'clients: good 3 (strongly 2), bad 0, contradicted 2, unknown 1'
has 'and are shown' 'newly refused, contradicted:'
echo 'a b' >"$tmp/bad"
replay -f "$tmp/new" --bad "$tmp/bad" "$tmp/log"
like 'a list that does not read' "$status $got" '100 *bad:1: *write IP<TAB>HOST*'

# a session of which one recipient was refused has two lines, and one verdict
{
	line 2026-11-22T10:00:00Z 198.51.100.1 mx.firm.example action=block code=553
	line 2026-11-22T10:00:02Z 198.51.100.1 mx.firm.example end=250
} | sed '1s/ n=-/ n=1\/0/; s/ at=-/ at=rcpt/; 2s/ n=-/ n=1\/1/; 2s/rule=x/rule=exempt_rcpt/' >"$tmp/twice"
sed 's/^2026-11-22/2026-11-23/' "$tmp/twice" >"$tmp/twice.next"
replay -f "$tmp/new" "$tmp/twice" "$tmp/twice.next"
has 'a second line of a session is no verdict' 'good clients: newly grey 0, undetermined 0, refused now already 1'

# what a client said is not asked
printf '%s\n' 'default_unresolved_action pass' 'default_ip_action pass' \
    'pass @rcpt=friend@h.example' 'block @name=firm.example' >"$tmp/said-to"
replay -f "$tmp/said-to" "$tmp/twice"
has 'what a session said could change the verdict: nothing is claimed' 'block 1 0 - - - - 1'
line 2026-11-22T10:00:00Z 198.51.100.1 mx.firm.example auth=yes >"$tmp/unsaid"
replay -f "$tmp/said-to" "$tmp/unsaid"
has 'where nobody is told it, it does not' 'pass 1 0 - - - 1 -'
echo 'reject_at rcpt' >>"$tmp/said-to"
replay -f "$tmp/said-to" "$tmp/unsaid"
has 'with reject_at rcpt it would be told' 'pass 1 0 - - - - 1'

# what the log does not hold
cat >"$tmp/lists" <<'END'
default_unresolved_action pass
default_ip_action pass
dns_timeout 100ms
block @dnsbl=bl.example id=bl
mark @dnsbl=other.example id=seen
pass @dnswl=wl.example id=wl
END
{
	line 2026-11-22T10:00:00Z 198.51.100.1 a.example auth=yes
	line 2026-11-22T10:00:00Z 198.51.100.2 b.example note=dns:bl.example:listed
	line 2026-11-22T10:00:00Z 198.51.100.3 c.example note=dns:bl.example:no
	line 2026-11-22T10:00:00Z 198.51.100.4 d.example note=dns:bl.example:no,dns:wl.example:listed
} >"$tmp/noted"
replay -f "$tmp/lists" "$tmp/noted"
has 'DNS is not asked: what the log has is known, and no more' 'pass 4 2 - - - 1 1'
has 'a list of good ones is evidence' 'clients: good 2 (strongly 2)'
has 'who cannot be judged is not counted' 'good clients newly refused: 0 of 1 (0.00 %)'
echo '2026-11-22T10:00:00Z mx postfix/smtpd[7]: connect from unknown[198.51.100.1]' >"$tmp/untold"
replay -f "$tmp/new" "$tmp/untold"
has 'a name that nobody told is not none' 'pass 1 0 - - - - 1'
line 2026-11-22T10:00:00Z 198.51.100.1 mx.firm.example >>"$tmp/untold"
replay -f "$tmp/new" "$tmp/untold"
has 'but that of the same address, where we know it' 'pass 1 0 - - - 1 -'

# logs in any form and order: one text says them all
replay -f "$tmp/new" --against "$tmp/old" "$tmp/log"
want=$got
mkdir "$tmp/multilog"
sed -n 1,3p "$tmp/log" >"$tmp/multilog/@400000006923a1b02d8f5a3c.s"
sed -n 4,6p "$tmp/log" >"$tmp/multilog/current"
sed -n 7,8p "$tmp/log" | gzip >"$tmp/late.gz"
tail -n 2 "$tmp/log" >"$tmp/rest"
cat "$tmp/log" | { replay -f "$tmp/new" --against "$tmp/old"; printf '%s\n' "$got"; } >"$tmp/piped"
same 'standard input' "$(cat "$tmp/piped")" "$want"
replay -f "$tmp/new" --against "$tmp/old" "$tmp/rest" "$tmp/late.gz" "$tmp/multilog"
is 'folders, compressed files, any order' "$want"

# a message that comes in one file is delivered in the next, and a year ends
{
	echo 'Dec 30 10:00:00 mx postfix/smtpd[7]: 4A: client=mx.firm.example[198.51.100.1]'
	echo 'Dec 30 10:00:01 mx postfix/virtual[7]: 4A: to=<x@h>, relay=virtual, delay=1, status=sent (ok)'
	echo 'Dec 31 23:59:58 mx postfix/smtpd[7]: 4B: client=mx.firm.example[198.51.100.1]'
} >"$tmp/mail.1"
echo 'Jan  1 00:00:02 mx postfix/virtual[7]: 4B: to=<x@h>, relay=virtual, delay=4, status=sent (ok)' >"$tmp/mail"
replay -f "$tmp/new" "$tmp/mail" "$tmp/mail.1"
has 'over files and the end of a year' 'mx.firm.example/198.51.100.1 2 mails, 2 days'

# an hour that there is twice, and one that there is not
TZ=Europe/Berlin
{
	echo '2026-10-25T02:30:00+02:00 mx postfix/smtpd[7]: connect from a.example[198.51.100.1]'
	echo 'Oct 25 02:30:00 mx postfix/smtpd[7]: connect from a.example[198.51.100.1]'
	echo 'Mar 29 02:30:00 mx postfix/smtpd[7]: connect from a.example[198.51.100.1]'
	echo '2026-10-25T02:30:00+01:00 mx postfix/smtpd[7]: connect from a.example[198.51.100.1]'
} >"$tmp/dst"
replay -j -f "$tmp/new" "$tmp/dst"
ok 'summer time ends' python3 - "$got" <<'END'
import json, sys
d = json.loads(sys.argv[1])
assert d["connections"] == 4 and d["bad_lines"] == 0, d
assert d["period"]["last"] == "2026-10-25T01:30:00Z", d["period"]
END
TZ=UTC

# whatever stands in a log
{
	head -c 300000 /dev/urandom
	echo
	line 2026-11-22T10:00:00Z 198.51.100.1 '";block@any' auth=yes
	line 2026-11-22T10:00:00Z 198.51.100.999 x.example auth=yes
	printf '%s\n' "$(line 2026-11-22T10:00:00Z 198.51.100.1 x.firm.example auth=yes)" |
	    sed "s/x.firm/$(printf '\033[2J')x.firm/"
	head -c 100000 /dev/zero | tr '\0' '<'
} >"$tmp/odd"
replay -f "$tmp/new" --suggest "$tmp/exceptions" "$tmp/odd"
printf '%s\n' "$got" >"$tmp/printed"
same 'a log of anything' "$status $(unclean "$tmp/printed")" '1 '
ok 'and no rule is made of it' dhf-compile -n "$tmp/exceptions"
cp "$tmp/new" "$tmp/rules.conf"
for file in odd rules.conf; do
	cp "$tmp/$file" "$tmp/before"
	replay -f "$tmp/rules.conf" --suggest "$tmp/$file" "$tmp/odd"
	like "no exceptions over $file" "$status $got $(cmp "$tmp/$file" \
	    "$tmp/before" 2>&1)" "100 *$file is *: name another file*"
done
: >"$tmp/empty"
replay -f "$tmp/new" --suggest "$tmp/empty" "$tmp/empty"
like 'nor over an empty log' "$status $got" '100 *is to be read*'

# what is asked for wrongly
replay -f "$tmp/new" "$tmp/nothing-there"
like 'a log that is not there' "$status $got" '111 *No such file*'
dhf-test --since 7d -l >"$tmp/out" 2>&1
status=$?
dhf-test --replay -l "$tmp/log" >>"$tmp/out" 2>&1
same 'options that do not go together' "$status $?" '100 100'
