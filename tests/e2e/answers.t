#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What lists answer that is no listing, through the real filter: refusals of
# well-known lists refuse nobody, for lists of addresses and of names, unless a
# rule names them; answers that count by a pattern; the lists' own test points.
. "${0%/*}/lib.sh"
[ -x "$tools/dns-stub" ] || skip_all 'no tests/tools/dns-stub'
cd "$tmp" || exit 1
plan 76

zeros=0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0
in6=2.0.0.0.0.0.f.7.f.f.f.f.$zeros
two6=2.0.0.0.0.0.0.0.0.0.0.0.$zeros
faults='127.0.0.1 127.0.0.255 127.0.1.255 127.0.2.255 127.0.53.53
	127.255.255.252 127.255.255.254 127.255.255.255 127.255.255.7'
dns_serve <<END
25.2.0.192.in-addr.arpa PTR mx.client.test
mx.client.test A 192.0.2.25
$(for a in $faults; do echo "*.$a.bl.test A $a"; done)
*.multi.uribl.test A 127.0.0.1
*.dbl.test A 127.0.1.255
*.bl.test A 127.0.0.1
*.two.test A 127.0.0.1 127.0.0.2
*.near.test A 127.0.0.3
*.sold.test A 192.0.2.80
$(for t in 0.2 1.1 1.3 2.0 2.1 2.3 2.4 10.0 20.1 20.3 21.3; do
	echo "${t#*.}.${t%.*}.2.192.trust.test A 127.0.$t"; done)
2.0.0.127.wl.test A 127.0.10.0
$two6.wl.test A 127.0.10.0
2.0.0.127.rfc.test A 127.0.0.2
$in6.rfc.test A 127.0.0.2
2.0.0.127.four.test A 127.0.0.2
2.0.0.127.surbl.test A 127.0.0.254
test.dbl2.test A 127.0.1.2
2.0.0.127.dbl2.test A 127.0.1.255
2.0.0.127.karma.test A 127.0.0.1
END

# asks RULE: what the filter did with 192.0.2.25 and noted, in $got
asks() {
	printf '%s id=it\n' "$1" | rules
	env TCPREMOTEIP="${2:-192.0.2.25}" TCPREMOTEHOST=mx.client.test \
	    dyn-host-filter -i -f "$db" sh -c : 2>"$tmp/log" </dev/null
	got=$(sed -n 's/.* action=\([^ ]*\) .* note=\([^ ]*\) .*/\1 \2/p' \
	    "$tmp/log")
}

# B: each line of the list of cases, then the kind
asks 'block @rhsbl=multi.uribl.test'
is 'URIBL refuses this resolver' 'pass dns:multi.uribl.test:error'
asks 'block @dnsbl=dbl.test'
is 'DBL is asked for an address' 'pass dns:dbl.test:error'
asks 'block @dnsbl=bl.test'
is "a resolver blocks the list's domain" 'pass dns:bl.test:error'
for a in $faults; do
	for kind in dnsbl rhsbl; do
		asks "block @$kind=$a.bl.test"
		is "@$kind: $a refuses nobody" "pass dns:$a.bl.test:error"
	done
	asks "block @any !@dnswl=$a.bl.test"
	is "!@dnswl: nor for not being listed" "pass dns:$a.bl.test:error"
	asks "block @dnsbl=$a.bl.test=$a"
	case $a in
	*.7) is "$a never counts" "pass dns:$a.bl.test:error" ;;
	*) is "$a counts by name" "block dns:$a.bl.test:listed" ;;
	esac
done
asks 'block @dnsbl=two.test=127.0.0.2'
is 'what comes with an error is none' 'pass dns:two.test:error'
asks 'block @dnsbl=two.test=127.0.0.1'
is 'but for who expects it' 'block dns:two.test:listed'
asks 'block @dnsbl=bl.test=127.0.0.0-127.0.0.9'
is 'a range does not name it' 'pass dns:bl.test:error'
asks 'block @dnsbl=bl.test=127.0.[0..255].[1..3]'
is 'nor does a pattern of ranges' 'pass dns:bl.test:error'
asks 'block @dnsbl=bl.test=127.0.0.[1;9]'
is 'one with the number does' 'block dns:bl.test:listed'
asks 'block @dnsbl=near.test'
is 'its neighbour is a listing' 'block dns:near.test:listed'
asks 'block @dnsbl=sold.test=127.0.0.1'
is 'a domain that was sold is expected by nobody' 'pass dns:sold.test:error'

# H.1: dnswl.org's levels of trust, as everybody writes them for postscreen
for t in 0.2 1.1 1.3 2.0 2.1 2.3 2.4 10.0 20.1 20.3 21.3; do
	asks 'block @dnswl=trust.test=127.0.[2..20].[1..3]' "192.2.$t"
	case $t in
	2.1|2.3|20.*) is "127.0.$t is trusted" 'block dns:trust.test:listed' ;;
	*) is "127.0.$t is not" 'pass dns:trust.test:no' ;;
	esac
done

# H.2: --lists
checked() {
	rules
	dhf-test -f "$db" --lists >out 2>err
	status=$?
	got=$(tr '\t' ' ' <out | sed 's/ *$//')
	same "--lists, $2: exit status" $status "$1"
	is "--lists, $2" "$3"
}
checked 0 'no list' '' <<'END'
pass @name=mx.example
END
same '--lists, no list: told' "$(cat err)" 'The rules ask no list.'
checked 0 "dnswl.org's own entry" 'wl.test ipv4 ok
wl.test ipv6 ok' <<'END'
pass @dnswl=wl.test
END
checked 0 'that of RFC 5782' 'rfc.test ipv4 ok
rfc.test ipv6 ok' <<'END'
pass @dnswl=rfc.test
END
checked 0 'none' 'four.test ipv4 ok
four.test ipv6 none knows no IPv6: write it with /4' <<'END'
pass @dnswl=four.test
END
checked 0 'names, with the entry of SURBL and URIBL' 'surbl.test names ok' <<'END'
block @rhsbl=surbl.test
END
checked 0 'names, and no addresses' 'dbl2.test names ok' <<'END'
block @rhsbl=dbl2.test
END
checked 1 'a list of names asked about addresses' \
    'dbl.test ipv4 refuses 127.0.1.255: a list of names, asked about an address' <<'END'
block @dnsbl=dbl.test/4
END
checked 1 'refused' \
    'multi.uribl.test names refuses 127.0.0.1: refuses this resolver' <<'END'
block @rhsbl=multi.uribl.test
END
checked 0 '127.0.0.1 is what the rule says' 'karma.test ipv4 ok' <<'END'
block @dnsbl=karma.test/4=127.0.0.2
pass @dnswl=karma.test/4=127.0.0.1
END
