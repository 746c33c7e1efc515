#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What a name is worth that only DNS tells: a client can write any name, and
# of several nobody knows which it is while DNS does not answer for all.
. "${0%/*}/lib.sh"
[ -x "$tools/dns-stub" ] || skip_all 'no tests/tools/dns-stub'
plan 19

# .1 and .2 have two names that lead back, but of the first of .1 nobody knows;
# of both names of .3 nobody knows; .4 is told by the second.  .5, .7 and .8
# call themselves what they are not, .6 honestly has another name that does not
# lead back.
dns_serve <<'END'
1.2.0.192.in-addr.arpa PTR a1.mail.example b1.dyn.example
a1.mail.example A servfail
b1.dyn.example A 192.0.2.1
b1.dyn.example.names.example.net A 127.0.0.2
2.2.0.192.in-addr.arpa PTR a2.mail.example b2.dyn.example
a2.mail.example A 192.0.2.2
b2.dyn.example A 192.0.2.2
b2.dyn.example.names.example.net A 127.0.0.2
3.2.0.192.in-addr.arpa PTR a3.dyn.example b3.mail.example
a3.dyn.example A servfail
b3.mail.example A servfail
4.2.0.192.in-addr.arpa PTR a4.dyn.example b4.mail.example
a4.dyn.example A 192.0.2.99
b4.mail.example A 192.0.2.4
5.2.0.192.in-addr.arpa PTR mx.friend.example
mx.friend.example A 198.51.100.1
6.2.0.192.in-addr.arpa PTR other.example
other.example A 198.51.100.1
7.2.0.192.in-addr.arpa PTR mail.friend.example
mail.friend.example A 198.51.100.1
8.2.0.192.in-addr.arpa PTR mail-192-0-2-8.friend.example
mail-192-0-2-8.friend.example A 198.51.100.1
9.2.0.192.in-addr.arpa PTR lone.dyn.example
lone.dyn.example A servfail
END

# gets NAME WANT OCTET RULES: the action and code of the client 192.0.2.OCTET
gets() {
	printf '%b\ndns_servers 127.0.0.1:%s\n' "$4" "$dns" >"$tmp/rules"
	same "$1" "$(printf '192.0.2.%s\t?\n' "$3" |
	    dhf-test -f "$tmp/rules" -b 2>&1 | cut -f 3-4 | tr '\t' ' ')" "$2"
}

dyn='block @name=dyn.example'
gets 'the first name that leads back is the name' 'pass -' 2 "$dyn"
gets 'one behind a name that does not' 'pass -' 4 "$dyn"
gets 'no 5xx if a name before it may be the one' 'defer 451' 1 "$dyn"
gets 'no 5xx if any of several may be the one' 'defer 451' 3 "$dyn"
gets 'a single name is the one, whatever DNS says' 'block 553' 9 "$dyn"
gets 'one that leads back does so, whatever stands before it' 'pass -' 1 \
    'pass @name=dyn.example\nblock @any'
gets 'no 5xx by default either' 'defer 451' 1 \
    'grey @name=mail.example\ndefault_action block'
gets 'a list is asked for the first name only' 'pass -' 2 \
    'block @rhsbl=names.example.net'
gets 'and for none while nobody knows which it is' 'pass -' 1 \
    'block @rhsbl=names.example.net'

gets 'no client calls itself what is let in' 'defer 451' 5 \
    'pass @host=mx.friend.example\nblock @any'
gets 'or what is excepted from a refusal' 'defer 451' 5 \
    'block @any !@host=mx.friend.example'
gets 'or from a score' 'defer 451' 5 'score 8 @any !@regex=friend'
gets 'or by a name of that class' 'defer 451' 7 \
    'block @ip=192.0.2.0/24 !@class=mail'
gets 'or by one that has the address in it' 'defer 451' 8 \
    'block @ip=192.0.2.0/24 !@embedded'
gets 'one that does not is refused for good' 'block 553' 6 \
    'block @any !@host=mx.friend.example'
gets 'or what scores less' 'defer 451' 5 \
    'score 8 @any\nscore -1 @name=friend.example'
gets 'or what is not what scores' 'defer 451' 5 \
    'score 8 @any\nscore 1 @name=dyn.example good=-5'
gets 'however one sees that it is not' 'defer 451' 5 \
    'score 8 @any\nscore 1 @regex="^ppp-[0-9]+-" good=-5'
gets 'what DNS says is worth its score' 'pass -' 5 \
    'score 8 @any\nscore 1 @name=dyn.example @rdns=none good=-1'
