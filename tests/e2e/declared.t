#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# @declared wherever a client is judged, and that no fault of DNS on the way to a
# pass makes one: 40 faults at each of three questions.
. "${0%/*}/lib.sh"
plan 23

long=$(printf '%0200d' 0)
faults='servfail,refused,notimp,formerr,nodata,nxdomain,silent
truncated tcp=silent,truncated tcp=reset,truncated tcp=close,truncated tcp=half
wrong-id,not-response,opcode=2,count-more=1,count-less,questions=0,questions=2
question=other.test,question-type=1000,question-class=3,owner=other.test
owner-loop,owner-beyond,owner-label64,class=3,rdlength=1,rdata=05ff
rdata-beyond,empty,byte,header-only,cut=20,cut=35
garbage=40,alias-loop,alias-self,flood-only=100,wrong-port,rdata='
echo "$faults" | tr , '\n' >"$tmp/faults"
count=$(wc -l <"$tmp/faults")

# declares NAME NUMBER THIRD: the zone of a client 198.51.THIRD.NUMBER whose domain
# declares it by an include of a record that names its host; a fault for each of
# the questions $org, $inc and $host may be set
org='' inc='' host=''
declares() {
	cat <<-END
	$2.$3.51.198.in-addr.arpa PTR mail.$1.test
	mail.$1.test A 198.51.$3.$2
	$1.test TXT $org "v=spf1 include:spf.$1.test -all"
	spf.$1.test TXT $inc "v=spf1 a:host.$1.test -all"
	host.$1.test A $host 198.51.$3.$2
	END
}
{
	declares good 1 20
	number=0
	while read -r fault; do
		number=$((number + 1))
		org=$fault; declares "o$number" $number 21; org=''
		inc=$fault; declares "i$number" $number 22; inc=''
		host=$fault; declares "h$number" $number 23; host=''
	done <"$tmp/faults"
	cat <<-END
	2.20.51.198.in-addr.arpa PTR dyn-198-51-20-2.split.test
	dyn-198-51-20-2.split.test A 198.51.20.2
	split.test TXT "google-verification=$long"
	split.test TXT "v=spf1 ip4:198.51.20.0/24 mx -all"
	split.test TXT "other $long"
	split.test TXT "more $long"
	3.20.51.198.in-addr.arpa PTR dyn-198-51-20-3.two.test
	dyn-198-51-20-3.two.test A 198.51.20.3
	two.test TXT "v=spf1 ip4:198.51.20.0/24 -all"
	two.test TXT "v=spf1 ip4:198.51.20.3 -all"
	4.20.51.198.in-addr.arpa PTR dyn-198-51-20-4.wide.test
	dyn-198-51-20-4.wide.test A 198.51.20.4
	wide.test TXT "v=spf1 ip4:198.51.0.0/16 -all"
	5.20.51.198.in-addr.arpa PTR dyn-198-51-20-5.circle.test
	dyn-198-51-20-5.circle.test A 198.51.20.5
	circle.test TXT "v=spf1 include:circle.test ip4:198.51.20.5"
	6.20.51.198.in-addr.arpa PTR dyn-198-51-20-6.huge.test
	dyn-198-51-20-6.huge.test A 198.51.20.6
	huge.test TXT "v=spf1 $(for i in 1 2 3 4 5 6 7 8 9 0; do
	    printf 'x%s=%s ' "$i" "$long"; done)ip4:198.51.20.6 $(printf 'y=%s' "$long")"
	7.20.51.198.in-addr.arpa PTR dyn-198-51-20-7.macro.test
	dyn-198-51-20-7.macro.test A 198.51.20.7
	macro.test TXT "v=spf1 exists:%{i}.macro.test ip4:198.51.20.7 -all"
	8.20.51.198.in-addr.arpa PTR dyn-198-51-20-8.pool.test
	dyn-198-51-20-8.pool.test A 198.51.20.8
	pool.test TXT "v=spf1 mx ip4:198.51.100.0/24 -all"
	pool.test MX 10 mx.pool.test
	mx.pool.test A 198.51.100.1
	9.20.51.198.in-addr.arpa PTR dyn-198-51-20-9.silent.test
	dyn-198-51-20-9.silent.test A 198.51.20.9
	silent.test TXT silent
	10.20.51.198.in-addr.arpa PTR dyn-198-51-20-10.good.test
	END
} >"$tmp/all"
dns_serve <"$tmp/all"
cat >"$tmp/book" <<END
dns_timeout 5s
state_dir $tmp/state
listen postfix $tmp/policy
pass @class=dynamic,mail @declared id=declared
defer @class=dynamic,mail id=dynamic
END
rules <"$tmp/book"

# asks IP [NAME]: what the filter did with the client, and what it noted
asks() {
	: >"$tmp/asked"
	env TCPREMOTEIP="$1" TCPREMOTEHOST="$2" \
	    dyn-host-filter -i -f "$db" sh -c : 2>"$tmp/log" </dev/null
	got=$(sed -n 's/.* action=\([^ ]*\) .* rule=\([^ ]*\) .* note=\([^ ]*\) .*/\1 \2 \3/p' \
	    "$tmp/log")
}
so() {
	asks "$3" "$4"
	is "$1" "$2"
}
so 'a domain that declares its host' 'pass declared dns:declared:yes' \
    198.51.20.1 mail.good.test
same 'is asked in this order' "$(cut -d ' ' -f 2,3 "$tmp/asked" | tr '\n' ' ')" \
    '1.20.51.198.in-addr.arpa PTR mail.good.test A mail.good.test TXT good.test TXT spf.good.test TXT host.good.test A '
so 'one record of four, in pieces, over TCP' \
    'pass declared dns:declared:yes' \
    198.51.20.2 dyn-198-51-20-2.split.test
so 'two records' 'defer dynamic dns:declared:unknown' \
    198.51.20.3 dyn-198-51-20-3.two.test
so 'a whole network of a provider' 'defer dynamic dns:declared:no' \
    198.51.20.4 dyn-198-51-20-4.wide.test
so 'a record that leads to itself' 'defer dynamic dns:declared:unknown' \
    198.51.20.5 dyn-198-51-20-5.circle.test
ok 'is asked for once' [ "$(grep -c circle.test "$tmp/asked")" -le 3 ]
so 'a record of more than 2,047 bytes' 'defer dynamic dns:declared:unknown' \
    198.51.20.6 dyn-198-51-20-6.huge.test
so 'a macro' 'defer dynamic dns:declared:unknown' \
    198.51.20.7 dyn-198-51-20-7.macro.test
so 'a pool of a provider that declares its servers' \
    'defer dynamic dns:declared:no' 198.51.20.8 dyn-198-51-20-8.pool.test
so 'a name that does not lead back' 'defer dynamic dns:declared:no' \
    198.51.20.10 dyn-198-51-20-10.good.test
asks 198.51.20.1 host.example
same 'where no rule comes to it, nobody is asked' "$got $(wc -l <"$tmp/asked")" \
    'pass default_action - 0'

# the desk, tcpserver, the daemon
got=$(dhf-test -f "$db" -x mail.good.test/198.51.20.1 | grep '^		')
is 'dhf-test shows which domain said what' '		mail.good.test: none
		good.test: pass by a:host.good.test'
got=$(dhf-test -f "$db" -j -x dyn-198-51-20-8.pool.test/198.51.20.8 |
    python3 -c '
import json, sys
print([c["declared"] for rule in json.load(sys.stdin)["rules"]
       for c in rule["criteria"] if "declared" in c][0][1])')
is 'and in JSON' "{'domain': 'pool.test', 'result': 'fail', 'by': None}"
mail 198.51.20.1 mail.good.test
same 'behind tcpserver' "$(told)" pass
dhfd_begin
postfix() {
	got=$("$tools/policy-talk" "$tmp/policy" client_address="$1" \
	    client_name="$2" reverse_client_name="$2" protocol_state=RCPT \
	    recipient=u@here.test)
}
postfix 198.51.20.1 mail.good.test
like 'dhfd, for Postfix' "$got" '*DUNNO*'
postfix 198.51.20.8 dyn-198-51-20-8.pool.test
like 'and another client' "$got" '*451*'
: >"$tmp/asked"
postfix 198.51.20.1 mail.good.test
like 'it knows the records' "$got $(grep -c ' spf.good.test TXT' "$tmp/asked")" \
    '*DUNNO* 0'
dhfd_end

# faults
sed 's/^dns_timeout .*/dns_timeout 150ms/' "$tmp/book" | rules
so 'silence ends at the deadline' 'defer dynamic dns:declared:unknown' \
    198.51.20.9 dyn-198-51-20-9.silent.test
number=0
while read -r fault; do
	number=$((number + 1))
	printf '198.51.21.%d\tmail.o%d.test\n' $number $number
	printf '198.51.22.%d\tmail.i%d.test\n' $number $number
	printf '198.51.23.%d\tmail.h%d.test\n' $number $number
done <"$tmp/faults" >"$tmp/clients"
printf '198.51.20.1\tmail.good.test\n' >>"$tmp/clients"
# a machine that is so busy that a good one gets no answer proves nothing
good="^198\\.51\\.20\\.1	.*	declared\$"
for patience in 150ms 600ms 3s; do
	sed "s/^dns_timeout .*/dns_timeout $patience/" "$tmp/book" | rules
	dhf-test -f "$db" -b <"$tmp/clients" >"$tmp/answers"
	grep -q "$good" "$tmp/answers" && break
done
ok 'a good one among those with faults is let in' \
    grep -q "$good" "$tmp/answers"
ok 'there are more than a hundred' [ "$(wc -l <"$tmp/answers")" -ge 100 ]
same 'and each was judged' "$(wc -l <"$tmp/answers")" $((3 * count + 1))
grep -v -e "$good" -e "	dynamic\$" "$tmp/answers" >"$tmp/passed"
empty 'and of all others none' "$tmp/passed"
