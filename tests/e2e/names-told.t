#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What servers say where they have no name of the client, or only one that does
# not lead back, is taken for what it is.
. "${0%/*}/lib.sh"
[ -x "$tools/dns-stub" ] || skip_all 'no tests/tools/dns-stub'
plan 15
dns_serve <<'END'
1.2.0.192.in-addr.arpa PTR mx.friend.test
mx.friend.test         A   192.0.2.1
2.2.0.192.in-addr.arpa PTR unknown
unknown                A   192.0.2.2
3.2.0.192.in-addr.arpa PTR servfail
END
rules <<'END'
pass @name=friend.test id=friend
block @name=dyn.test id=dyn
block @regex="^(softdnserr(or)?|unknown)$" id=word
END

# asks ADDRESS [VARIABLE=NAME ...]: what the filter did with the client, which
# name it has seen and how, and how many questions it sent, in $got
asks() {
	address=$1
	shift
	before=$(wc -l <"$tmp/asked")
	env -u TCPREMOTEHOST -u TCPPARANOID TCPREMOTEIP="$address" "$@" \
	    dyn-host-filter -i -f "$db" sh -c : 2>"$tmp/log" </dev/null
	got=$(sed -n 's/.* \(host=[^ ]*\) action=\([^ ]*\) .* rule=\([^ ]*\) .*\(name=[^ ]*\).*/\2 \3 \1 \4/p' \
	    "$tmp/log")" $(($(wc -l <"$tmp/asked") - before))"
}

for word in softdnserror softdnserr unknown Unknown; do
	asks 192.0.2.1 TCPREMOTEHOST="$word"
	is "$word is no name: DNS is asked" \
	    'pass friend host=mx.friend.test name=proven 2'
done
asks 192.0.2.3 TCPREMOTEHOST=softdnserror
same 'and what it does not tell stays unknown' "${got% *}" \
    'defer default_unresolved_action host=- name=unknown'
asks 192.0.2.2
is 'a PTR record may hold the word' 'block word host=unknown name=proven 2'
asks 192.0.2.1 TCPREMOTEHOST=softdnserror.dyn.test
is 'and a longer name begin with it' \
    'block dyn host=softdnserror.dyn.test name=given 0'
same 'dhf-test is told by the same words' "$(printf '192.0.2.1\tunknown\n' |
    dhf-test -f "$tmp/rules" -b | cut -f 3,5 | tr '\t' ' ')" 'pass friend'

asks 192.0.2.9 TCPPARANOID=a.dyn.test
is 'TCPPARANOID is a name; before a 5xx the others are asked for' \
    'block dyn host=a.dyn.test name=claimed 1'
asks 192.0.2.9 TCPPARANOID=mx.friend.test
is 'one that lets nobody in' \
    'pass default_action host=mx.friend.test name=claimed 0'
asks 192.0.2.9 TCPREMOTEHOST=softdnserror TCPPARANOID=a.dyn.test
is 'also beside a word for none' \
    'block dyn host=a.dyn.test name=claimed 1'
asks 192.0.2.9 TCPREMOTEHOST=mx.friend.test TCPPARANOID=a.dyn.test
is 'but not beside a name' 'pass friend host=mx.friend.test name=given 0'
asks 192.0.2.1 TCPPARANOID=
is 'an empty one says nothing' \
    'pass friend host=mx.friend.test name=proven 2'
asks 192.0.2.1 TCPPARANOID=unknown
is 'nor does a word' 'pass friend host=mx.friend.test name=proven 2'
rules <<'END'
pass @name=friend.test
default_action block
END
asks 192.0.2.9 TCPPARANOID=mx.friend.test
is 'a claim is not what makes 5xx' \
    'defer default_action host=mx.friend.test name=claimed 0'
