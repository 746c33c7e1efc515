#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Real networks: 100,000 addresses have the country and the prefix length that
# their list says, IPv6 ones those that python finds by trying every length.
. "${0%/*}/lib.sh"
dir=$shared/networks
v4=$dir/country_v4.tsv.gz v6=$dir/country_v6.tsv.gz
queries=$dir/queries_v4_expected.tsv.gz
[ -f "$v4" ] && [ -f "$v6" ] && [ -f "$queries" ] ||
	skip_all 'the lists of ../shared/networks are not there'
plan 6
cd "$tmp" || exit 1

# A file of networks for each country and prefix length, and a rule for each
# file: the longest prefix first, so that the first match is the narrowest.  A
# few networks are given to two countries: the one listed last counts, and the
# list is sorted by country.
lists() {
	zcat "$1" | awk -F '\t' '{
		split($1, a, "/")
		f = $2 "-" a[2]
		if (!(f in seen)) {
			seen[f] = 1
			print a[2], f >"order"
		}
		n[f] = n[f] $1 "\n"
	    }
	    END { for (f in n) { printf "%s", n[f] >f; close(f) } }'
	sort -k1,1nr -k2r order | while read -r _ name; do
		echo "block @ipfile=$name id=$name"
	done >conf
	dhf-compile -o db conf >out 2>err || note "$(tail -n 3 err)"
	note "$(grep -c . conf) rules, $(zcat "$1" | wc -l) networks"
}
# answers NAME: the file want has address, country, length; "-" and 0 if the
# address is in no network
answers() {
	cut -f 1 want | sed 's/$/	mail.example/' | dhf-test -f db -b 2>err |
	    awk -F '\t' -v OFS='\t' '{
		n = split($5, a, "-")
		print $1, n == 2 ? a[1] : "-", n == 2 ? a[2] : 0
	    }' >got
	note "$(grep -c '	-	0$' want) in no network"
	diff want got | grep '^[<>]' >differences
	empty "$1" differences
}

mkdir v4 v6
cd v4 || exit 1
lists "$v4"
zcat "$queries" >want
same 'there are 100,000 queries' "$(wc -l <want | tr -d ' ')" 100000
answers 'country and prefix length of IPv4 addresses'
head -n 1000 want | sed 's/^/::ffff:/' >mapped
mv mapped want
answers 'the same written as IPv6 addresses'

cd ../v6 || exit 1
lists "$v6"
zcat "$v6" | python3 -c '
import ipaddress
import random
import sys

# network as a number, by length
nets = [{} for _ in range(129)]
random.seed(3)
every = []
for line in sys.stdin:
    text, country = line.rstrip("\n").split("\t")
    net = ipaddress.IPv6Network(text)
    nets[net.prefixlen][int(net.network_address)] = country
    every.append(net)
lengths = [n for n in range(128, -1, -1) if nets[n]]
full = (1 << 128) - 1


def ask(number):
    for n in lengths:
        country = nets[n].get(number & full << 128 - n & full)
        if country:
            return country, str(n)
    return "-", 0


def probes(net):
    """The ends, their neighbours outside, and somewhere inside."""
    first, last = int(net[0]), int(net[-1])
    return (first, last, first - 1, last + 1, random.randint(first, last))


for net in random.sample(every, 4000):
    for number in probes(net):
        print(ipaddress.IPv6Address(number), *ask(number), sep="\t")
' >want
same 'there are 20,000 of IPv6' "$(wc -l <want | tr -d ' ')" 20000
answers 'country and prefix length of IPv6 addresses'
ok 'most are in a network' [ "$(awk -F '\t' '$2 != "-"' want |
    wc -l)" -gt 10000 ]
