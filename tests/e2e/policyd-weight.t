#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# conf/profiles/policyd-weight.conf gives the verdicts of policyd-weight: rows of
# our own, and where they are the ones that were measured of the real program,
# shared/vectors/policyd-weight.txt.
. "${0%/*}/lib.sh"
vectors=$shared/vectors/policyd-weight.txt
own='192.0.2.10 mx1.good.test mx1.good.test a@good.test accept
192.0.2.20 out.good.test out.good.test a@good.test accept
192.0.2.20 unknown 192.0.2.20 a@good.test reject
192.0.2.20 unknown [192.0.2.20] a@good.test reject
203.0.113.66 ppp-203-0-113-66.dyn.isp.test ppp-203-0-113-66.dyn.isp.test a@good.test reject
203.0.113.77 host77.isp.test host77.isp.test a@good.test reject
203.0.113.77 host77.isp.test host77.isp.test <> accept
198.51.100.99 unknown nodns.invalid a@nodns.invalid defer
192.0.2.41 other.example other.example a@bad.example reject
192.0.2.40 mx.bad.example mx.bad.example a@bad.example accept'
plan 3

# The zone that the answers were measured with, as far as they tell it.
names='mx1.good.test A 192.0.2.10 192.0.2.31
good.test MX mx1.good.test
out.good.test A 192.0.2.20
bad.example MX mx.bad.example
mx.bad.example A 192.0.2.40
bad.example.surbl.test A 127.0.0.2
bogus.test MX mx.bogus.test
mx.bogus.test A 10.0.0.1
ppp-203-0-113-66.dyn.isp.test A 203.0.113.66
host77.isp.test A 203.0.113.77
10.2.0.192.in-addr.arpa PTR mx1.good.test
20.2.0.192.in-addr.arpa PTR out.good.test
31.2.0.192.in-addr.arpa PTR mx1.good.test
66.113.0.203.in-addr.arpa PTR ppp-203-0-113-66.dyn.isp.test
77.113.0.203.in-addr.arpa PTR host77.isp.test'
lists='66.113.0.203.pbl.test A 127.0.0.10
66.113.0.203.bl.test A 127.0.0.2
77.113.0.203.pbl.test A 127.0.0.10
77.113.0.203.sbl.test A 127.0.0.2
77.113.0.203.bl.test A 127.0.0.2'
silence='30.2.0.192.pbl.test * silent
30.2.0.192.sbl.test * silent
30.2.0.192.bl.test * silent
31.2.0.192.sbl.test * silent'

# verdicts ZONE <ROWS "IP NAME HELO SENDER [RCPT]": each with its verdict
verdicts() {
	[ -z "$stub" ] || kill "$stub"
	dns_serve <<END
$1
END
	sed -e 's/pbl\.spamhaus\.org/pbl.test/g; s/sbl-xbl\.spamhaus\.org/sbl.test/g' \
	    -e 's/bl\.spamcop\.net/bl.test/g; s/ix\.dnsbl\.manitu\.net/ix.test/g' \
	    -e 's/multi\.surbl\.org/surbl.test/g' \
	    "$top/conf/profiles/policyd-weight.conf" >"$tmp/profile"
	{
		cat "$tmp/profile"
		echo 'dns_timeout 1s'
	} | rules >/dev/null || exit 1
	while read -r ip name helo sender rcpt; do
		[ "$name" != unknown ] || name='?'
		got=$(dhf-test -f "$db" --helo "$helo" --sender "$sender" \
		    --rcpt "${rcpt:-u@here.test}" -t "$name/$ip" 2>&1)
		case $got in
		*'-> block 5'??) got=reject ;;
		*'-> defer 4'??) got=defer ;;
		*'-> pass') got=accept ;;
		esac
		echo "$ip $name $helo $sender ${rcpt:+$rcpt }$got"
	done | sed 's/ ? / unknown /'
}

echo "$own" | sed 's/ [a-z]*$//' >"$tmp/rows"
echo "$own" >"$tmp/want"
verdicts "$names
$lists" <"$tmp/rows" >"$tmp/got"
diff "$tmp/want" "$tmp/got" >"$tmp/wrong"
empty 'rows of our own' "$tmp/wrong"

if [ ! -f "$vectors" ]; then
	skip 'what was measured' "no $vectors"
	skip 'and while DNS is silent' "no $vectors"
	exit 0
fi
# The rows of that file, with the verdict; those of its third part are measured
# while lists were silent.
awk '/^### ip=/ {
	split($0, kv, /[ =]/)
	row = kv[3] " " kv[5] " " kv[7] " " (kv[9] == "" ? "<>" : kv[9]) " " kv[11]
    }
    /^action=/ {
	print row, /^action=550/ ? "reject" : /^action=450/ ? "defer" : "accept",
	    /DNS-errors|=ERR/ ? "silent" : "well"
    }' "$vectors" >"$tmp/all"
for kind in well silent; do
	sed -n "s/ $kind\$//p" "$tmp/all" >"$tmp/want"
	sed 's/ [a-z]*$//' "$tmp/want" >"$tmp/rows"
	zone="$names
$lists"
	[ $kind = well ] || zone="$zone
$silence"
	verdicts "$zone" <"$tmp/rows" >"$tmp/got"
	diff "$tmp/want" "$tmp/got" >"$tmp/wrong"
	empty "$(grep -c . "$tmp/want") that were measured of the program, DNS $kind" \
	    "$tmp/wrong"
done
