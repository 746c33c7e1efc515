#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What a DNS server can do to the filter, times what rules ask DNS for: never
# a 5xx unless the answer is a definite one, and never later than the deadline.
# DNS_FAMILY=-6: to clients with IPv6 addresses.
. "${0%/*}/lib.sh"
python3 -c '' 2>/dev/null || skip_all 'no python3'

# NAME QUESTION, outcomes for data, for none, and for unknown, RULES
cat >"$tmp/policies" <<'END'
no-name ptr pass 553 pass,451 block @rdns=none
unconfirmed ptr 553 pass pass,451 block @rdns=unconfirmed
unresolved ptr pass 553 451 default_unresolved_action block
unsure ptr 553 553 451 defer @rdns=unknown; block @any
forward forward 553 553 pass,451 block @rdns=unconfirmed
confirmed forward 553 553 451 pass @rdns=confirmed; block @any
listed list 553 pass pass,451 block @dnsbl=bl.test
range list 553 pass pass,451 block @dnsbl=bl.test=127.0.0.2-127.0.0.9
not-listed list 553 pass 451 pass !@dnsbl=bl.test; block @any
good wl pass 553 451 pass @dnswl=wl.test; block @any
name-listed rhs 553 pass pass,451 block @rhsbl=rh.test
scores list 553 pass pass,451 score_block 10; score 5 @dnsbl=bl.test good=-5; score 5 @dnsbl=sure1.test; score 5 @dnsbl=sure2.test
END

# STATE WHERE WORDS; D, N: data and "there is none", as they fit the question
cat >"$tmp/faults" <<'END'
# honest ones: without them, unknown for everything would do
D * D
N * N
N * nodata
D * delay=50 D
N * delay=50 N
D * twice D
D * double D
D * truncated D
N * truncated N
DU ptr many-names=100
DU ptr many-names=100 shuffle
DU ptr many-names=2500
D list,wl 127.0.0.2 127.0.0.3
D * chain=1 D
D * chain=8 D
N * CNAME gone.test
# codes that say nothing about the name
U * servfail
U * refused
U * notimp
U * formerr
DU * servfail=1 D
# silence
U * silent
U * delay=5000 D
U * delay=5000 N
DU * silent=1 D
U * CNAME dead.test
# not an answer to this question
U * wrong-id D
U * wrong-id N
U * wrong-port D
U * wrong-port N
U * not-response D
U * not-response N
U * opcode=2 D
U * opcode=2 N
U * question=evil.example D
U * question=evil.example N
U * question-type=99 D
U * question-type=99 N
U * question-class=3 D
U * question-class=3 N
U * question D
U * question N
U * owner=evil.example D
U * class=3 D
# TCP
U * -u truncated D
U * -u truncated N
U * truncated tcp=silent D
U * truncated tcp=reset D
U * truncated tcp=close D
U * truncated tcp=half D
U * truncated tcp=half N
U * truncated tcp=slow D
# lies about lengths and counts
U * count-more D
U * count-less D
U * questions=0 D
U * questions=6 D
U * rdlength=400 D
U * rdlength=3 D
U * rdlength=0 D
U * rdata=
U * rdata=7f0000
U * cut=1 D
U * header-only D
# pointers and labels
U * owner-loop D
U * owner-beyond D
U * owner-label64 D
U ptr rdata-loop
U ptr rdata-beyond
U ptr rdata-label64
U ptr name256
# aliases without an end
U * chain=9 D
U * alias-loop
U * alias-self
U * CNAME ring.test
NU * CNAME nodata.test
# no DNS
U * empty
U * byte
U * garbage
U * garbage=500
U * garbage-after
U * garbage-after=3
U * garbage-after=400
# names that are none; they are not confirmed, and no reason to fail
DU ptr a\013\010b.example
DU ptr a\000b.example
DU ptr %s%n.example
DU ptr q\"uote's.example
DU ptr m\195\188ller.example
DU ptr dot\.ted.example
DU ptr name255
DNU ptr .
# what a list answers that lists nobody
U list,wl 192.0.2.1
U list,wl 127.255.255.254
U list,wl 127.255.255.255
U list,wl 127.0.0.2 192.0.2.1
U list,wl 192.0.2.1 127.0.0.2
U list,wl 127.0.0.2 127.255.255.254
U wl 127.0.0.255
END

"$tools/dns-matrix" ${DNS_FAMILY:+"$DNS_FAMILY"} "$tmp"
