#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# TCPREMOTEIP missing, empty or no address: never a rule, never a 5xx.
. "${0%/*}/lib.sh"

# What is not an address, one a line, with printf's escapes.  Octal, hex and
# short forms among them: refused, never read as another address.
cat >"$tmp/garbage" <<'END'
unknown
localhost
client.example
0
1
1.2
1.2.3
1.2.3.
.1.2.3.4
1.2.3.4.
1.2.3.4.5
1..2.3
256.1.1.1
1.2.3.256
1.2.3.999
01.2.3.4
1.02.3.4
1.2.3.04
010.0.0.1
0127.0.0.1
0x7f.0.0.1
0x7f000001
2130706433
1.2.3.0x4
1.2.3.-4
+1.2.3.4
1.2.3.4a
a1.2.3.4
1,2,3,4
1.2.3.4/32
1.2.3.4:25
[1.2.3.4]
 1.2.3.4
1.2.3.4 
1.2.3.4\t
1.2.3.4\n
\n
1.2.3.4\n5.6.7.8
1.2.3.4%%eth0
:
:::
1::2::3
1:2:3:4:5:6:7
1:2:3:4:5:6:7:8:9
:1:2:3:4:5:6:7
1:2:3:4:5:6:7:
12345::
g::1
::1.2.3
::1.2.3.256
::ffff:01.2.3.4
::ffff:1.2.3.4.5
1.2.3.4::
[::1]
::1/128
2001:db8::1%%eth0
2001:db8::1 
fe80::1%%
\377\376
%%s%%n%%d
\033[2J
1.2.3.4;reboot
$(id)
00000000000000000000000000000000000000000000001.2.3.4
END
count=$(($(wc -l <"$tmp/garbage")))
plan $((count + 25))

rules <<'END'
default_unresolved_action pass
default_ip_action pass
block @ip=127.0.0.1 id=loopback
block @ip=1.2.3.4,8.0.0.1,1.2.0.3 id=one
block @regex="^1" id=text
pass @any id=all
END

# judged: what the client was told, exit, log lines, what the log says
judged() {
	like "$1" "$(refusal | cut -c1-9)|$status|$(grep -c . "$tmp/log")|$(
	    key action) $(key code) $(key rule)" \
	    '451 4.3.0|111|1|defer 451 TCPREMOTEIP'
}

mail - -
judged 'TCPREMOTEIP missing'
mail - name.example
judged 'TCPREMOTEIP missing, with a name'
mail '' name.example
judged 'TCPREMOTEIP empty'
while IFS= read -r line; do
	# shellcheck disable=SC2059 # escapes are meant
	bad=$(printf "$line."); bad=${bad%.}
	mail "$bad" name.example
	judged "TCPREMOTEIP $(printf '%s' "$bad" | cat -v | tr '\n' /)"
done <"$tmp/garbage"
ok 'at least 60 values were tried' [ "$count" -ge 60 ]
mail "$(awk 'BEGIN { while (i++ < 70000) printf "1" }')" name.example
judged 'TCPREMOTEIP of 70,000 bytes'

mail nonsense name.example -o
like 'with -o it passes' "$got" '220 next verdict=pass rule=TCPREMOTEIP *'
mail nonsense name.example -i
like 'with -i it is told' "$got" '220 next verdict=defer rule=TCPREMOTEIP *'
mail nonsense name.example -r banner
like 'in the banner' "$got $status" '451 4.3.0 ?*^M 111'
RELAYCLIENT='' export RELAYCLIENT
mail nonsense name.example
like 'with RELAYCLIENT it passes' "$got" '220 next * rule=RELAYCLIENT *'
mail - -
like 'with RELAYCLIENT it passes, missing' "$got" \
    '220 next * rule=RELAYCLIENT *'
unset RELAYCLIENT
DHF='' export DHF
mail nonsense name.example
like 'with DHF empty it passes' "$got" '220 next * rule=DHF *'
unset DHF

# every spelling of one address is that address
for a in ::ffff:1.2.3.4 ::FFFF:1.2.3.4 ::ffff:102:304 ::ffff:0102:0304 \
    0:0:0:0:0:ffff:1.2.3.4 0000:0000:0000:0000:0000:FFFF:0102:0304 \
    0::ffff:1.2.3.4 ::0:ffff:1.2.3.4; do
	mail "$a" name.example
	same "$a is 1.2.3.4" "$(told) $(key rule)" '553 one'
done
for a in fe80::1 fe80::1%eth0 FEBF::1%en0; do
	mail "$a" name.example
	same "$a is an address" "$(told) $(key rule)" 'pass all'
done
mail 2001:DB8:0:0::1 name.example
same 'IPv6 in capitals' "$(told) $(key ip)" 'pass 2001:db8::1'
mail 0.0.0.0 name.example
same '0.0.0.0 is an address' "$(told)" pass
mail 255.255.255.255 name.example
same '255.255.255.255 is an address' "$(told)" pass
