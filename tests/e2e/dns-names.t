#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What a name is worth that DNS tells of a client whom tcpserver gave none:
# whoever has an address can call it as he likes.
. "${0%/*}/lib.sh"
command -v python3 >/dev/null || skip_all 'no python3'
plan 16
dns_serve <<'END'
1.2.0.192.in-addr.arpa PTR mx.friend.test
mx.friend.test         A   192.0.2.1
2.2.0.192.in-addr.arpa PTR mx.friend.test
3.2.0.192.in-addr.arpa PTR a.other.test mx.friend.test
a.other.test           A   192.0.2.3
4.2.0.192.in-addr.arpa PTR a.other.test mx.friend.test
5.2.0.192.in-addr.arpa PTR deaf.friend.test
deaf.friend.test       *   servfail
6.2.0.192.in-addr.arpa PTR . ppp-192-0-2-6.test
7.2.0.192.in-addr.arpa PTR .
END

# gets NAME ADDRESS ACTION RULE: asked with "?" for the name
gets() {
	same "$1" "$(printf '%s\t?\n' "$2" | dhf-test -f "$tmp/rules" -b |
	    cut -f 3,5 | tr '\t' ' ')" "$3 $4"
}
rules <<'END'
pass @name=friend.test id=friend
block @any id=all
END
gets 'a name that leads back lets in' 192.0.2.1 pass friend
gets 'one that does not is in doubt' 192.0.2.2 defer all
gets 'beside one that does it is none' 192.0.2.3 block all
gets 'so is the first of many that do not' 192.0.2.4 block all
gets 'one that may lead back is in doubt' 192.0.2.5 defer all

rules <<'END'
score 8 @any id=all
score -3 @regex="^mx" id=mx
END
gets 'a name that leads back takes off' 192.0.2.1 pass default_action
gets 'one that does not is in doubt there' 192.0.2.2 defer score_block

rules <<'END'
block @name=friend.test id=friend
END
gets 'any name is enough to be refused' 192.0.2.2 block friend
gets 'and is a name' 192.0.2.4 pass default_action
gets 'the root is none, and no proof that there is none' 192.0.2.7 defer \
    default_unresolved_action

rules <<'END'
grey @class=dynamic id=dynamic
block @rdns=unconfirmed id=unconfirmed
END
gets 'a name beside the root is looked at' 192.0.2.6 grey dynamic
gets 'names that do not lead back can be refused' 192.0.2.4 block unconfirmed
gets 'not if one may' 192.0.2.5 pass default_action

rules <<'END'
pass @name=friend.test id=friend
block @any id=all
END
for address in 1 2 3; do
	got=$(env -u TCPREMOTEHOST TCPREMOTEIP=192.0.2.$address \
	    dyn-host-filter -i -f "$db" sh -c 'echo $DHF_VERDICT' 2>/dev/null \
	    </dev/null)
	case $address in
	1) is 'the filter: leads back' pass ;;
	2) is 'the filter: does not' defer ;;
	3) is 'the filter: another does' block ;;
	esac
done
