#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Scores from DNS lists: what policyd-weight made of clients on its lists, and
# how many lists have to agree before a client is refused for good.
. "${0%/*}/lib.sh"
vectors=$shared/vectors/policyd-weight.txt

# Its log says which lists had a client: each such line becomes a client of
# our own, in $tmp/scored: the address, the sum of what the lists gave it, and
# what is to become of it by these alone.
: >"$tmp/scored"
: >"$tmp/names"
[ ! -r "$vectors" ] || awk -v zones="$tmp/names" '
    function list(name, zone, bad, good, value) {
	value = "nxdomain"
	if (index($0, " IN_" name "=" bad))
		value = "127.0.0.2"
	if (index($0, " " name "=ERR"))
		value = "servfail"
	printf "%d.0.0.10.%s A %s\n", n, zone, value >zones
	return value == "nxdomain" ? good : value == "servfail" ? 0 : bad
    }
    /^LOG weighted check: / {
	n++
	sum = list("DYN_PBL", "pbl.spamhaus.test", 3.25, 0)
	sum += list("SBL", "sbl-xbl.spamhaus.test", 4.35, -1.5)
	sum += list("SPAMCOP", "bl.spamcop.test", 3.75, -1.5)
	print "10.0.0." n, sum, sum < 8 ? "pass" : "block"
    }' "$vectors" >"$tmp/scored"
rows=$(grep -c . "$tmp/scored")
plan $((21 + (rows ? rows : 1)))

{
	for bits in 000 001 010 011 100 101 110 111; do
		list=0
		for bit in $(echo $bits | sed 's/./& /g'); do
			[ "$bit" = 0 ] || echo "$bits.2.0.192.l$list.test" \
			    'A 127.0.0.2'
			list=$((list + 1))
		done
	done | sed 's/^0*\([0-9]\)/\1/'
	for zone in a.one.test b.one.test c.two.test; do
		echo "7.113.0.203.$zone A 127.0.0.2"
	done
	echo '*.fails.test A servfail'
	echo '*.error.test A 127.255.255.254'
} >>"$tmp/names"
dns_serve <"$tmp/names"

# outcome IP: "action code score", all answers waited for
outcome() {
	dhf-test -f "$db" -j -x "mx.example/$1" >"$tmp/out" 2>&1
	python3 -c 'import json, sys
o = json.load(sys.stdin)
print(o["action"], o["code"] or "-", "%g" % float(o["score"]))' <"$tmp/out"
}

if [ "$rows" = 0 ]; then
	skip 'the scores of policyd-weight' 'no vectors of it'
else
	rules <<'END'
score 3.25 @dnsbl=pbl.spamhaus.test
score 4.35 @dnsbl=sbl-xbl.spamhaus.test good=-1.5
score 3.75 @dnsbl=bl.spamcop.test good=-1.5
END
	while read -r ip score action; do
		same "policyd-weight: $ip" "$(outcome "$ip" |
		    cut -d' ' -f1,3)" "$action $score"
	done <"$tmp/scored"
fi

# the sample of its configuration file: 3.5 each, with 8 to reach
for list in l0 l1 l2; do
	echo "score 3.5 @dnsbl=$list.test good=0"
done >"$tmp/three"
rules <"$tmp/three"
for bits in 0 1 10 11 100 101 110 111; do
	want='pass - '$(echo $bits | awk '{ print 3.5 * gsub(/1/, "") }')
	[ $bits != 111 ] || want='block 553 10.5'
	same "of three lists $bits" "$(outcome 192.0.2.$bits)" "$want"
done

# lists of one operator are one, unless the operator of the server says so
agree() {
	name=$1 want=$2
	rules
	same "$name" "$(outcome 203.0.113.7)" "$want"
}
agree 'one list is not enough' 'defer 451 9' <<'END'
score 9 @dnsbl=a.one.test
END
agree 'nor are two of one operator' 'defer 451 18' <<'END'
score 9 @dnsbl=a.one.test
score 9 @dnsbl=b.one.test
END
agree 'two operators are' 'block 553 18' <<'END'
score 9 @dnsbl=a.one.test
score 9 @dnsbl=c.two.test
END
agree 'three were asked for' 'defer 451 18' <<'END'
dnsbl_agree 3
score 9 @dnsbl=a.one.test
score 9 @dnsbl=c.two.test
END
agree 'one was asked for' 'block 553 9' <<'END'
dnsbl_agree 1
score 9 @dnsbl=a.one.test
END
agree 'one list and something else' 'defer 451 10' <<'END'
score 9 @dnsbl=a.one.test
score 1 @any
END
agree 'enough without a list' 'block 553 10' <<'END'
score 2 @dnsbl=a.one.test
score 8 @any
END
agree 'a block rule needs no second list' 'block 553 0' <<'END'
block @dnsbl=a.one.test
END

# what is not known is no reason, neither for nor against
agree 'a list that fails gives nothing' 'pass - 0' <<'END'
score 9 @dnsbl=fails.test good=-9
END
agree 'nor does an error' 'pass - 0' <<'END'
score 9 @dnsbl=error.test good=-9
END
agree 'what it could have taken off is not forgotten' 'defer 451 8' <<'END'
score 4 @dnsbl=a.one.test
score 4 @dnsbl=c.two.test
score 0 @dnsbl=fails.test good=-1
END
agree 'what would not matter is' 'block 553 9' <<'END'
score 5 @dnsbl=a.one.test
score 4 @dnsbl=c.two.test
score 0 @dnsbl=fails.test good=-1
END
mail 203.0.113.7 mx.example
same 'the filter says the same' "$(told) $(key action) $(key rule)" \
    '553 block score_block'
