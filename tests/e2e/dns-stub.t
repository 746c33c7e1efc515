#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# tests/tools/dns-stub does what its words say, as seen by dns-ask, which
# shares no code with it: a fault that is not sent would test nothing.
. "${0%/*}/lib.sh"
python3 -c '' 2>/dev/null || skip_all 'no python3'

# Rows: how it is asked, then a line of the zone file, " = " and the answer.
cat >"$tmp/table" <<'END'
udp a.test A 192.0.2.1 192.0.2.2 = noerror A 192.0.2.1 A 192.0.2.2
edns e.test A 192.0.2.1 = noerror A 192.0.2.1
tcp at.test A 192.0.2.1 = noerror A 192.0.2.1
udp aaaa.test AAAA 2001:db8::1 = noerror AAAA 2001:db8::1
udp 1.2.0.192.in-addr.arpa PTR mx.example = noerror PTR mx.example
udp root.test PTR . = noerror PTR .
udp txt.test TXT "a \"b\" # c" = noerror TXT 9"a\032\034b\034\032#\032c"
udp control.test TXT "\013\010\000\127" = noerror TXT 4"\013\010\000\127"
udp ptr-control.test PTR a\013\010b.example = noerror PTR a\013\010b.example
udp ptr-percent.test PTR %s%n.ex\"am\"ple = noerror PTR %s%n.ex\034am\034ple
udp ptr-utf8.test PTR mü.example = noerror PTR m\195\188.example
udp ptr-dot.test PTR a\.b.example = noerror PTR a\046b.example
udp nodata.test A nodata 127.0.0.2 = noerror
udp formerr.test A formerr = formerr
udp servfail.test A servfail = servfail
udp nxdomain.test A nxdomain = nxdomain
udp notimp.test A notimp = notimp
udp refused.test A refused = refused
udp silent.test A silent = silent
tcp silent.test * = silent
udp late.test A delay=5000 127.0.0.2 = silent
udp twice.test A twice 127.0.0.2 = noerror A 127.0.0.2 | noerror A 127.0.0.2
udp other.test A wrong-port 127.0.0.2 = wrong-port noerror A 127.0.0.2
udp id.test A wrong-id 127.0.0.2 = noerror wrong-id A 127.0.0.2
udp flood.test A flood=2 127.0.0.2 = noerror wrong-id A 127.0.0.2 | noerror wrong-id A 127.0.0.2 | noerror A 127.0.0.2
udp flood-only.test A flood-only=2 127.0.0.2 = noerror wrong-id A 127.0.0.2 | noerror wrong-id A 127.0.0.2
udp qr.test A not-response 127.0.0.2 = noerror query A 127.0.0.2
udp opcode.test A opcode=2 127.0.0.2 = noerror opcode2 A 127.0.0.2
udp tc.test A truncated 127.0.0.2 = noerror truncated
tcp tc.test * = noerror A 127.0.0.2
udp more.test A count-more 127.0.0.2 = bad: name beyond the end
udp less.test A count-less 127.0.0.2 = noerror rest16
udp none.test A questions=0 127.0.0.2 = bad: address of 1
udp six.test A questions=6 127.0.0.2 = bad: name beyond the end
udp qname.test A question=evil.example 127.0.0.2 = noerror wrong-question A 127.0.0.2
udp qnone.test A question 127.0.0.2 = noerror questions0 A 127.0.0.2
udp qtype.test A question-type=16 127.0.0.2 = noerror wrong-question A 127.0.0.2
udp qclass.test A question-class=3 127.0.0.2 = noerror wrong-question A 127.0.0.2
udp owner.test PTR owner=evil.example a.example = noerror evil.example: PTR a.example
udp oloop.test A owner-loop 127.0.0.2 = bad: pointer loop
udp obeyond.test A owner-beyond 127.0.0.2 = bad: pointer beyond the end
udp o64.test A owner-label64 127.0.0.2 = bad: label of 64
udp chaos.test A class=3 127.0.0.2 = noerror class3 A 127.0.0.2
udp rdlong.test A rdlength=400 127.0.0.2 = bad: rdlength beyond the end
udp rdshort.test A rdlength=3 127.0.0.2 = bad: address of 3
udp rd0.test PTR rdlength=0 a.example = bad: name not of rdlength
udp hex.test A rdata=7f0000 = bad: address of 3
udp rloop.test PTR rdata-loop = bad: pointer loop
udp rbeyond.test PTR rdata-beyond = bad: pointer beyond the end
udp r64.test PTR rdata-label64 = bad: label of 64
udp n256.test PTR name256 = bad: name of more than 255
udp many.test PTR many-names=100 = noerror truncated
edns few.test PTR many-names=12 = noerror PTR h0000.m.test PTR h0001.m.test PTR h0002.m.test ... 8 more PTR h0011.m.test
tcp many.test * = noerror PTR h0000.m.test PTR h0001.m.test PTR h0002.m.test ... 96 more PTR h0099.m.test
tcp most.test PTR many-names=2500 = noerror PTR h0000.m.test PTR h0001.m.test PTR h0002.m.test ... 2496 more PTR h2499.m.test
tcp long.test TXT long-text=64000 = noerror TXT 64000"all\032work\032and\032no\032play\032all\032work\032and\032no\032pla"
udp double.test PTR double a.example = noerror PTR a.example PTR a.example
udp rot.test PTR rotate a b c = noerror PTR b PTR c PTR a
udp rot.test * = noerror PTR c PTR a PTR b
udp alias.test CNAME a.test = noerror CNAME a.test a.test: A 192.0.2.1 a.test: A 192.0.2.2
udp dead.test CNAME silent.test = silent
udp gone.test CNAME nothing.test = nxdomain CNAME nothing.test
udp ring.test CNAME ring2.test = noerror CNAME ring2.test ring2.test: CNAME ring.test
udp chain.test A chain=2 127.0.0.2 = noerror CNAME c1.chain.test c1.chain.test: CNAME c2.chain.test c2.chain.test: A 127.0.0.2
udp aloop.test A alias-loop = noerror CNAME loop.test loop.test: CNAME aloop.test
udp self.test A alias-self = noerror CNAME self.test
udp empty.test A empty = bad: 0 bytes
udp byte.test A byte = bad: 1 bytes
udp head.test A header-only 127.0.0.2 = bad: name beyond the end
udp cut.test A cut=1 127.0.0.2 = bad: rdlength beyond the end
udp x.y.wild.test * = noerror A 127.0.0.3
udp UPPER.TEST * = noerror A 127.0.0.4
udp nothing.test * = nxdomain
udp a.test TXT = noerror
tcp half.test A tcp=half 127.0.0.2 = late after some
tcp slow.test A tcp=slow 127.0.0.2 = late after some
tcp reset.test A tcp=reset 127.0.0.2 = ConnectionResetError
tcp close.test A tcp=close 127.0.0.2 = closed
END
plan $(($(wc -l <"$tmp/table") + 10))

# The rows of type "*" ask again for a name of another row.
{
	sed 's/^[a-z]* //; s/ = .*//; / \*$/d' "$tmp/table"
	cat <<'END'
ring2.test CNAME ring.test
*.wild.test A 127.0.0.3
upper.test A 127.0.0.4
# a comment, and what is asked one by one below

again.test A silent=1 127.0.0.5
noise.test A garbage=40
behind.test A garbage-after=40
cards.test PTR many-names=12 shuffle
long255.test PTR name255
slowly.test A delay=200 127.0.0.6
END
} >"$tmp/zone"

# stub [OPTION...]: start it; $dns is its port
stub() {
	rm -f "$tmp/dns"
	mkfifo "$tmp/dns"
	"$tools/dns-stub" "$@" -l "$tmp/asked" "$tmp/zone" >"$tmp/dns" \
	    2>"$tmp/complaint" &
	stub=$!
	read -r dns <"$tmp/dns"
}
cleanup() { kill "$stub" 2>/dev/null; }
ask() { printf '%s\n' "$@" | "$tools/dns-ask" "$dns"; }

stub
awk '{
	type = $3
	if (type == "*") {
		type = "A"
		if ($2 ~ /^(many|rot)/) type = "PTR"
	}
	if (type == "CNAME") type = "A"
	print $2, type, $1
    }' "$tmp/table" | "$tools/dns-ask" "$dns" | sed 's/^[^:]*: //' \
    >"$tmp/answers"
exec 3<"$tmp/answers"
while IFS= read -r row; do
	IFS= read -r answer <&3
	same "${row%% = *}" "$answer" "${row#* = }"
done <"$tmp/table"
exec 3<&-

same 'silent=1: not the first time' "$(ask again.test\ A; ask again.test\ A)" \
    'again.test A udp: silent
again.test A udp: noerror A 127.0.0.5'
same 'name255: the longest name is valid' "$(ask 'long255.test PTR' | wc -c)" \
    $((34 + 3 * 64 + 61 + 1))
one=$(ask 'noise.test A') two=$(ask 'noise.test A')
ok 'garbage is another one each time' test "$one" != "$two"
one=$(ask 'cards.test PTR edns') two=$(ask 'cards.test PTR edns')
ok 'shuffle gives another order each time' test "$one" != "$two"
like 'garbage-after keeps id and question' "$(ask 'behind.test A')" '*bad: *'
late=$(printf 'slowly.test A\n' | "$tools/dns-ask" -w 150 "$dns")
same 'delay=200: nothing after 150 ms' "$late" 'slowly.test A udp: silent'
same 'the log counts' "$(grep -c '^udp again.test A$' "$tmp/asked")" 2

# garbage from clients: whatever comes, the next question is answered
python3 - "$dns" <<'END'
import random, socket, sys
noise, to = random.Random(5), ('127.0.0.1', int(sys.argv[1]))
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for _ in range(2000):
    udp.sendto(noise.randbytes(noise.randrange(80)), to)
for _ in range(50):
    tcp = socket.create_connection(to)
    tcp.sendall(noise.randbytes(noise.randrange(80)))
    tcp.close()
END
same 'it survives garbage' "$(ask 'a.test A tcp')" \
    'a.test A tcp: noerror A 192.0.2.1 A 192.0.2.2'
kill "$stub"
wait "$stub"
same 'it leaves on SIGTERM' $? 0
stub -u
same '-u: TCP is refused' "$(ask 'a.test A tcp')" \
    'a.test A tcp: ConnectionRefusedError'
