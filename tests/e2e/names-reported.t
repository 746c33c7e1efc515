#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Names that people who run such filters reported as judged wrongly, and others
# of the same kinds: their class, and what the shipped rules and strict.conf,
# without DNS, do with them.
. "${0%/*}/lib.sh"
[ -f /usr/share/publicsuffix/public_suffix_list.dat ] ||
	skip_all 'the Public Suffix List is not there'
plan 8
unset TCPREMOTEHOST
for class in plain dynamic static-generic hosting mail odd; do
	echo "pass @class=$class id=$class"
done >"$tmp/classes"
profiles=$top/conf/profiles

# are WHAT CLASS SHIPPED STRICT <NAMES: so is each, with an address before it or
# that of one whose numbers are not in it
are() {
	awk -v class="$2" -v shipped="$3" -v strict="$4" '{
		print (NF > 1 ? $1 : "203.0.113.9") "\t" $NF
	}' >"$tmp/clients"
	got=$(for book in "$tmp/classes" "$top/conf/dhf.conf" \
	    "$profiles/strict.conf"; do
		dhf-test -n -f "$book" -b <"$tmp/clients" >"$tmp/said"
		cut -f 2-5 "$tmp/said" >"$tmp/said.${book##*/}"
	done
	awk -v class="$2" '$4 != class' "$tmp/said.classes"
	awk -v action="$3" '$2 != action' "$tmp/said.dhf.conf"
	awk -v action="$4" '$2 != action' "$tmp/said.strict.conf"
	wc -l <"$tmp/said.strict.conf")
	is "$1" "$(wc -l <"$tmp/clients")"
}

are 'a word inside another' plain pass pass <<'END'
dynamite.example.com
dynasty.example.com
dynatrace.example.com
educatv.example.com
dynacorp.example.com
poolside.example.com
cablecar.example.com
diplomat.example.com
END
are 'a short word, and nothing of the address' plain pass pass <<'END'
hybrid01.example.com
o365-hybrid.example.com
dsp1.example.edu
optical.example.com
dsl1.example.com
wifi1.example.com
modem2.example.com
END
are 'machines for rent under their first name' hosting pass pass <<'END'
136.244.93.80	136.244.93.80.vultrusercontent.com
172.105.12.34	172-105-12-34.ip.linodeusercontent.com
195.154.12.34	195-154-12-34.rev.poneytelecom.eu
51.15.12.34	34-12-15-51.instances.scw.cloud
192.3.12.34	192-3-12-34-host.colocrossing.com
162.33.179.116	162-33-179-116.cprapid.com
80.194.12.34	host34-12-194-80.serverdedicati.aruba.it
104.168.12.34	client-104-168-12-34.hostwindsdns.com
198.51.100.7	ip-198-51-100-7.acmeservers.net
198.51.100.7	198-51-100-7.acme-hosting.org
198.51.100.7	c6336407.acmecloud.example
198.51.100.7	vps7.acme.net
198.51.100.7	7.ip-198-51-100.eu
END
are 'business and leased lines' static-generic pass grey <<'END'
98.174.5.6	wsip-98-174-5-6.ph.ph.cox.net
198.51.100.7	198-51-100-7.fixo.acme.pt
198.51.100.7	host-198-51-100-7.fisso.acme.it
198.51.100.7	senyo-198-51-100-7.acme.jp
198.51.100.7	7.100.51.198.fijo.acme.es
198.51.100.7	198-51-100-7.business.acme.net
END
are 'senders whose domain says so' mail pass pass <<'END'
77.32.148.24	77-32-148-24.mailin.fr
198.51.100.7	m100-7.eu.acmemail.net
198.51.100.7	198-51-100-7.sendacme.com
198.51.100.7	o1.acmesmtp.org
END
are 'below no top-level domain' odd grey defer <<'END'
mail.example.local
router.lan
mail.example.internal
server.localdomain
dynamic.home
END
are 'ports and modems, where no octet shows' dynamic grey defer <<'END'
p1033-ipad06town.town.example.com
p33-ipad6.north.example.jp
cpe00e0c8a12345.acme.net
cc814560-a.town1.example.nl
END
# nothing but the address: nobody knows whose the domain is
are 'a whole address right under a domain is never refused for good' \
    dynamic grey defer <<'END'
198.51.100.7	198-51-100-7.example.com
198.51.100.7	198.51.100.7.acme.org
198.51.100.7	198051100007.acme.com
198.51.100.7	c6336407.acme.net
END
