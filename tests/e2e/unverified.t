#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Names that a server hands over without looking whether they lead back: with
# -u, or the setting, they are claims until DNS has shown it.
. "${0%/*}/lib.sh"
plan 18
dns_serve <<'END'
mx.friend.test   A    192.0.2.1
mx6.friend.test  AAAA 2001:db8::1
deaf.friend.test *    servfail
5.2.0.192.in-addr.arpa PTR first.other.test second.friend.test
second.friend.test A  192.0.2.5
6.2.0.192.in-addr.arpa PTR servfail
END

friend='pass @name=friend.test id=friend
block @any id=all'

# gets NAME WANT IP HOST [OPTION...]: what becomes of it, and why
gets() {
	name=$1 want=$2
	shift 2
	: >"$tmp/asked"
	mail "$@"
	same "$name" "$(told) $(key rule) $(key name) $(sort -u "$tmp/asked" | grep -c .)" \
	    "$want"
}
printf '%s\n' "$friend" | rules
gets 'a name is believed' 'pass friend given 0' 192.0.2.7 mx.friend.test
gets '-u: not if it leads elsewhere' '451 all claimed 1' \
    192.0.2.7 mx.friend.test -u
gets '-u: it is if it leads back' 'pass friend proven 1' \
    192.0.2.1 mx.friend.test -u
gets '-u: over IPv6, too' 'pass friend proven 1' 2001:db8::1 mx6.friend.test -u
gets '-u: a name that is not there' '451 all claimed 1' \
    192.0.2.1 none.friend.test -u
gets '-u: no harm, if the client has no other name' '553 all claimed 1' \
    192.0.2.1 x.other.test -u
gets '-u: another of its names leads back' 'pass friend proven 3' \
    192.0.2.5 first.other.test -u
gets '-u: no 5xx while nobody knows' '451 all doubtful 1' \
    192.0.2.6 first.other.test -u
gets '-u: DNS that fails proves nothing' '451 all claimed 1' \
    192.0.2.1 deaf.friend.test -u
gets '-u: without a name as ever' '553 all none 1' 192.0.2.1 - -u

printf 'names unverified\n%s\n' "$friend" | rules
gets 'the setting does the same' '451 all claimed 1' 192.0.2.7 mx.friend.test
gets 'and believes what leads back' 'pass friend proven 1' \
    192.0.2.1 mx.friend.test
same 'dhf-test decides alike' "$(printf '%s\n' 192.0.2.7 192.0.2.1 |
    sed 's/$/\tmx.friend.test/' | dhf-test -b -f "$db" | cut -f 3,5 |
    tr '\t\n' ' ,')" 'defer all,pass friend,'
like 'dhf-test -x, too' "$(dhf-test -f "$db" -x mx.friend.test/192.0.2.7)" \
    '*defer*'
like 'dhf-test -e, as if DNS had not answered' \
    "$(printf '192.0.2.1\tmx.friend.test\tlegit\n' |
    dhf-test -e - -j -f "$db")" '*"defer":1,*'
printf 'names unverified\ndns_timeout 0\n%s\n' "$friend" | rules
gets 'without DNS it stays a claim' '451 all claimed 0' \
    192.0.2.1 mx.friend.test
printf 'names verified\n%s\n' "$friend" | rules
gets 'names verified is the default' 'pass friend given 0' \
    192.0.2.7 mx.friend.test
like 'another word is an error' \
    "$(echo 'names maybe' >"$tmp/rules"; dhf-compile -n "$tmp/rules" 2>&1)" \
    '*:1:*"maybe" is not one of verified, unverified*'
