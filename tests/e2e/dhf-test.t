#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# dhf-test: the options of old, in both lengths, and the new ones.
. "${0%/*}/lib.sh"
plan 109
cd "$tmp" || exit 1
dns_serve <<'END'
1.113.0.203.in-addr.arpa PTR servfail
END

# run WANTED_STATUS NAME ARGUMENT...: sets $got, checks the status
run() {
	want=$1 name=$2
	shift 2
	dhf-test "$@" >out 2>err </dev/null
	status=$?
	got=$(cat -v out)
	same "$name: exit status" "$status" "$want"
}
lines() { grep -cE "$1" out; }

cat >dhf.conf <<'END'
# a comment
default_action pass
block dynamic.ip.com$
pass  ^mail\.
block @name=dyn.example.net id=dyn code=550
block @ip=192.0.2.0/24,2001:db8::/32 id=net
defer @host=later.example id=later
grey @host=grey.example id=grey
score 2.5 @host=scored.example
mark @host=scored.example id=seen
END
echo "dns_servers 127.0.0.1:$dns" >>dhf.conf

# -l -d -a
run 0 '-l' -f dhf.conf -l
same '-l: one line a rule' "$(lines ' -> ')" 8
same '-l: old style' "$(sed -n 1p out)" 'block -> dynamic.ip.com$'
same '-l: in file order' "$(sed -n 2p out)" 'pass -> ^mail\.'
like '-l: new style' "$(sed -n 3p out)" 'block -> @name=dyn.example.net*'
cp out listed
run 0 '--list' --file dhf.conf --list
same '--list is -l' "$got" "$(cat listed)"
run 0 '-d' -f dhf.conf -d
cp out defaults
for row in 'default_action -> pass' 'default_unresolved_action -> block' \
    'default_ip_action -> block' 'reply_code -> 553' 'defer_code -> 451' \
    'mode -> on' 'score_block -> 8' 'score_grey -> none' \
    'score_defer -> none' 'reject_at -> dialogue'; do
	same "-d: $row" "$(grep -cx -e "$row" out)" 1
done
run 0 '--list-defaults' --file=dhf.conf --list-defaults
same '--list-defaults is -d' "$got" "$(cat defaults)"
run 0 '-a' -f dhf.conf -a
same '-a is -d and -l' "$got" "$(cat defaults listed)"
run 0 '--list-all' -f dhf.conf --list-all
same '--list-all is -a' "$got" "$(cat defaults listed)"
run 0 '-d -l' -f dhf.conf -d -l
same '-d -l is -a' "$got" "$(cat defaults listed)"
printf 'reply_code 451\ndefault_ip_action pass\n' >other.conf
run 0 '-d of another file' -f other.conf -d
same '-d: what the file says' \
    "$(grep -cxE 'reply_code -> 451|default_ip_action -> pass' out)" 2

run 1 'of two actions the worse counts' -f dhf.conf -x a.example/192.0.2.1 \
    -t passes.example

# -t: entry, expected line, expected status
entry() {
	dhf-test -f dhf.conf -t "$1" >out 2>err </dev/null
	same "-t $1" "$? $(cat -v out)" "$3 $1 -> $2"
}
entry company.com pass 0
entry ppp123-44-567.dynamic.ip.com 'block 553' 1
entry mail.dynamic.ip.com 'block 553' 1
entry mail.example.org pass 0
entry 80.123.90.33 'block 553' 1
entry 192.0.2.9 'block 553' 1
entry a.dyn.example.net 'block 550' 1
entry A.DYN.Example.NET. 'block 550' 1
entry good.example/192.0.2.9 'block 553' 1
entry good.example/198.51.100.9 pass 0
entry good.example/::ffff:192.0.2.9 'block 553' 1
entry good.example/2001:db8::9 'block 553' 1
entry 2001:db9::1 'block 553' 1
entry later.example 'defer 451' 1
entry grey.example grey 0
entry scored.example pass 0
run 1 '--test' -f dhf.conf --test 80.123.90.33
is '--test is -t' '80.123.90.33 -> block 553'
run 1 '-t twice, one is blocked' -f dhf.conf -t a.dyn.example.net \
    -t mail.example
is '-t twice: each has its line' 'a.dyn.example.net -> block 550
mail.example -> pass'
run 1 '-x twice, one is blocked' -f dhf.conf -x mail.example \
    -x a.dyn.example.net
same '-x twice: both' "$(lines '^(mail|a\.dyn)\.example.* -> ')" 2

# the recipient, for all that asks
printf '%s\n' 'pass @rcpt=example.com id=here' 'listen dynawall 127.0.0.1:337' \
    'block @any id=rest' >rcpt.conf
run 1 'no --rcpt' -f rcpt.conf -t h.example
run 0 '--rcpt' -f rcpt.conf --rcpt '<User@mail.Example.com>' -t h.example
run 1 'another --rcpt' -f rcpt.conf --rcpt user@example.org -t h.example
printf '192.0.2.1\th.example\tdynamic\n' >in
for how in '-b' '-e -'; do
	# shellcheck disable=SC2086 # two words
	dhf-test -f rcpt.conf --rcpt a@example.com $how <in >out 2>err
	like "--rcpt with $how" "$(grep -E '(here$|^dynamic +1 +1 )' out |
	    sed 1q)" '*1*'
done
run 100 '--rcpt of no address' -f rcpt.conf --rcpt 'a b' -t h.example
like '--rcpt of no address: says so' "$(cat err)" '*USER@DOMAIN'

# what else the client says; what a mail server leaves away is unknown
printf '%s\n' 'pass @sender=~^news@ id=news' \
    'block @helo=bad.example id=helo' >said.conf
run 0 'no --helo' -f said.conf -t h.example
run 1 '--helo' -f said.conf --helo mx.Bad.example --sender u@a.example \
    -t h.example
is '--helo' 'h.example -> block 553'
run 0 '--sender' -f said.conf --helo bad.example --sender 'News@a.example' \
    -t h.example
run 1 '--helo without --sender' -f said.conf --helo bad.example -t h.example
is '--helo without --sender is not final' 'h.example -> defer 451'
run 1 '--sender is nobody' -f said.conf --helo bad.example --sender '<>' \
    -t h.example
run 0 '--rcpt to postmaster' -f said.conf --helo bad.example \
    --rcpt postmaster@x.example -x h.example
like '--rcpt to postmaster: says so' "$(cat out)" '*decided by exempt_rcpt*'
run 100 '--sender of no address' -f said.conf --sender 'a b' -t h.example

# an image is asked as its text is
dhf-compile -o dhf.db dhf.conf 2>/dev/null
run 0 '-l of an image' -f dhf.db -l
same '-l of an image: the rules' "$(cut -d' ' -f1 out)" \
    "$(cut -d' ' -f1 listed)"
printf '%s\t%s\n' 192.0.2.9 good.example 198.51.100.9 a.dyn.example.net \
    203.0.113.1 - 203.0.113.1 '?' 203.0.113.2 '?' 2001:db8::9 x.example \
    ::FFFF:192.0.2.1 Later.Example. 203.0.113.5 mail.x.example \
    1.2.3 good.example 203.0.113.6 grey.example >in
dhf-test -f dhf.conf -b <in >out 2>err
same '-b: exit status' $? 0
sed 's/	/ /g' out >got
printf '%s\n' '192.0.2.9 good.example block 553 net' \
    '198.51.100.9 a.dyn.example.net block 550 dyn' \
    '203.0.113.1 - block 553 default_unresolved_action' \
    '203.0.113.1 ? defer 451 default_unresolved_action' \
    '203.0.113.2 ? block 553 default_unresolved_action' \
    '2001:db8::9 x.example block 553 net' \
    '::FFFF:192.0.2.1 Later.Example. block 553 net' \
    '203.0.113.5 mail.x.example pass - dhf.conf:4' \
    '1.2.3 good.example defer 451 TCPREMOTEIP' \
    '203.0.113.6 grey.example grey - grey' >want
diff want got >diff
empty '-b: five columns' diff
dhf-test -f dhf.conf --batch <in 2>err | diff out - >diff
empty '--batch is -b' diff
dhf-test -f dhf.db -b <in 2>err | diff out - >diff
empty '-b of an image' diff

# -x
run 1 '-x' -f dhf.conf -x a.dyn.example.net/198.51.100.9
same '-x names the rule that decided' \
    "$(grep -c 'dhf.conf:5' out | sed 's/[1-9].*/some/')" some
same '-x names a rule that did not match' \
    "$(grep -c 'dhf.conf:3' out | sed 's/[1-9].*/some/')" some
same '-x does not speak of later rules' "$(lines 'dhf.conf:(6|7|8|9|10)')" 0
cp out explained
run 1 '--explain' -f dhf.conf --explain a.dyn.example.net/198.51.100.9
same '--explain is -x' "$got" "$(cat explained)"
run 0 '-x of a pass' -f dhf.conf -x company.com
same '-x names the setting that decided' \
    "$(grep -c default_action out | sed 's/[1-9].*/some/')" some

# -j: a JSON object a line
cat >keys.py <<'END'
import json
import sys
for line in sys.stdin:
    o = json.loads(line)
    print(*(o[k] for k in ('ip', 'host', 'action', 'code', 'rule', 'score')))
END
json() { python3 keys.py <out 2>&1 | sed 's/None/-/g' | tail -n 1; }
run 1 '-j -t' -f dhf.conf -j -t a.dyn.example.net/198.51.100.9
same '-j -t: its keys' "$(json)" \
    '198.51.100.9 a.dyn.example.net block 550 dyn 0'
run 0 '--json' -f dhf.conf --json -t scored.example/198.51.100.9
like '--json: a score' "$(json)" \
    '198.51.100.9 scored.example pass - default_action 2.5'
run 1 '-j -x' -f dhf.conf -j -x a.dyn.example.net/198.51.100.9
like '-j -x: JSON' "$(json)" '198.51.100.9 a.dyn.example.net block 550 dyn *'
dhf-test -f dhf.conf -j -b <in >out 2>err
like '-j -b: JSON' "$(json)" '203.0.113.6 grey.example grey - grey *'
same '-j -b: one line a client' "$(lines .)" 10
printf '198.51.100.9\ta"b\\c\001\377.dyn.example.net\n' |
    dhf-test -f dhf.conf -j -b >out 2>err
like '-j: odd names are escaped' "$(json)" '198.51.100.9 * block 550 dyn *'

# help, version, usage, errors
run 0 '-h' -h
same '-h: short help on standard output' "$(lines 'dhf-test')" "$(
    n=$(lines 'dhf-test'); [ "$n" -gt 0 ] && echo "$n")"
run 0 '--help' --help
run 0 '-v' -v
like '-v: the version' "$got" '*[0-9].[0-9]*'
run 0 '--version' --version
run 100 'no option' -f dhf.conf
run 100 'an unknown option' -f dhf.conf -Q
run 100 'an unknown long option' -f dhf.conf --nonsense
run 100 '-t without an entry' -f dhf.conf -t
printf 'block (\n' >bad.conf
run 100 'a bad rule file' -f bad.conf -t company.com
like 'a bad rule file: where' "$(cat err)" 'bad.conf:1:*'
head -c 60 dhf.db >cut.db
dhf-test -f cut.db -t company.com >out 2>err </dev/null
like 'a cut image is refused' $? '1[01][01]'
dhf-test -f none.conf -t company.com >out 2>err </dev/null
like 'a missing file is refused' $? '1[01][01]'
if [ "$(id -u)" = 0 ]; then
	skip 'a file that may not be read' 'root may read any'
else
	chmod 000 other.conf
	run 111 'a file that may not be read' -f other.conf -d
fi
printf '1.2.3.4\tx\0.good.example\n' | dhf-test -f dhf.db -b >out 2>err
like '-b: a NUL byte is no end of a host' "$? $(cat err)" '100 *:1: a NUL byte*'
printf '1.2.3.4\tx.example\r1.2.3.5\ty.example\r' | dhf-test -f dhf.db -b >out 2>err
like '-b: nor is a CR' "$? $(cat out err)" '100 *:1: a CR within the line: *'
printf '1.2.3.4\tx.example\r\n' | dhf-test -f dhf.db -b >out 2>err
like '-b: before an LF it is' "$? $(cat out)" '0 1.2.3.4?x.example?*'
