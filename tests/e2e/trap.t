#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# dhf-trap: who brought the mail of a honeypot, and what becomes of it.
. "${0%/*}/lib.sh"
python3 -c '' 2>/dev/null || skip_all 'no python3'
plan 41
cd "$tmp" || exit 1
told=''
cleanup() { [ -z "$told" ] || kill "$told" 2>/dev/null; }

# line IP BY [ID [DATE]]: a Received line as Postfix writes it
line() {
	printf 'Received: from h (host.example [%s])\n\tby %s (Postfix) with ESMTP id %s\n\tfor <trap@here.example>; %s\n' \
	    "$1" "$2" "${3-4B}" "${4-Tue, 21 Oct 2008 20:17:43 +0200 (CEST)}"
}
# message IP BY [ID [DATE]]: a mail with it, and a forged one below
message() {
	line "$@"
	line 203.0.113.66 mx.here.example
	printf 'Subject: buy\n\nnow\n'
}
# trap [WORD...] <MAIL: sets $got and $status
trap_() {
	got=$(dhf-trap "$@" 2>said)
	status=$?
}
tab=$(printf '\t')

# the vector of the students' list
got=$(printf 'Received: from bhixhv (host [70.1.2.3]) by x (Postfix) with ESMTP id B3B1F5D7A3; Tue, 21 Oct 2008 20:17:43 +0200 (CEST)\n\n' |
    dhf-trap -n)
is 'the documented line' "70.1.2.3${tab}2008-10-21T18:17:43Z${tab}host${tab}kept"

# the line of ours, whatever stands below or above
message 198.51.100.1 mx.here.example >mail
trap_ -n -t mx.here.example <mail
is 'the line of ours' \
    "198.51.100.1${tab}2008-10-21T18:17:43Z${tab}host.example${tab}kept"
same 'is told with success' "$status" 0
{ line 198.51.100.7 inner.here.example; cat mail; } >mail.inner
trap_ -n -t mx.here.example - <mail.inner
like 'it is the one that is named' "$got" "198.51.100.1$tab*"
trap_ -n -t other -t MX.HERE.EXAMPLE <mail
like 'or one of several' "$got" "198.51.100.1$tab*"
message 198.51.100.1 '[198.51.100.200]' >mail.by
trap_ -n -t 198.51.100.200 <mail.by
like 'a server may be named by its address' "$got" "198.51.100.1$tab*"
trap_ -n -t 198.51.100.20 <mail.by
same 'but not by another' "$got $status" ' 1'
trap_ -n -t nobody.example <mail
same 'no line of ours: nothing' "$got $status" ' 1'
like 'and it says so' "$(cat said)" '*no Received line of a server that -t*'
printf 'Received: from h by mx.here.example with SMTP; x\n\n' >mail.unclear
trap_ -n <mail.unclear
same 'not clear: nothing' "$got $status" ' 1'
like 'and it says why' "$(cat said)" '*does not say for sure who called'
message 198.51.100.1 mx 1 never >mail.undated
trap_ -n <mail.undated
like 'no date: nothing' "$got $status $(cat said)" ' 1 *does not say when'
for never in 10.1.2.3 127.0.0.1 192.168.1.1 100.64.0.1 169.254.1.1 \
    IPv6:fe80::1 IPv6:::1 IPv6:fd00::1; do
	message $never mx >mail.never
	trap_ -n -t mx <mail.never
	case $got in
	*"${tab}never") ;;
	*) echo "$never: $got" ;;
	esac
done >wrong
empty 'who is never held anything against' wrong
message IPv6:2001:DB8:0::7 mx 1 '1 Jan 2026 00:30:00 +0530' >mail.6
trap_ -n <mail.6
is 'IPv6, and another zone' \
    "2001:db8::7${tab}2025-12-31T19:00:00Z${tab}host.example${tab}kept"

# wrong usage
for wrong in '-x' 'a b' '-t' '-n .'; do
	# shellcheck disable=SC2086 # options
	trap_ $wrong </dev/null
	same "wrong: $wrong" "$status" 100
done
trap_ -n "$tmp/nothing"
same 'no such file' "$status" 111

# a Maildir, an mbox, and one mail in a file
mkdir -p box/new box/cur box/tmp
message 198.51.100.1 mx 1 >box/new/1
message 198.51.100.2 mx 2 >box/cur/2:2,S
message 198.51.100.3 mx 3 >box/tmp/3
printf 'Subject: x\n\n' >box/new/4
ls -lR box >before
trap_ -n box
same 'a Maildir' "$(printf '%s\n' "$got" | cut -f 1 | sort | tr '\n' ' ')$status" \
    '198.51.100.1 198.51.100.2 0'
like 'with a sum' "$(cat said)" '*3 mails, 2 tell who brought them'
ls -lR box >after
ok 'is left as it is' cmp before after
{ for i in 1 2 3; do
	printf 'From a Tue\n'
	message 198.51.100.$i mx $i
	printf '>From b\n\n'
done; } >mbox
trap_ -n mbox
same 'an mbox' "$(printf '%s\n' "$got" | cut -f 1 | tr '\n' ' ')$status" \
    '198.51.100.1 198.51.100.2 198.51.100.3 0'
trap_ -n mail
like 'a mail in a file' "$got" "198.51.100.1$tab*"
: >none
trap_ -n none
same 'no mail is no error' "$got$status" 0

# what is told
# stub ANSWER: a daemon; what it hears is in heard
stub() {
	[ -z "$told" ] || { kill "$told"; wait "$told" 2>/dev/null; }
	rm -f socket
	: >heard
	"$tools/offence-stub" socket "$1" >heard &
	told=$!
	await grep -q ready heard
}
stub kept
trap_ -s socket -t mx.here.example <mail
same 'the daemon is told' "$got $status" ' 0'
same 'of address, kind, time, zone, mark and reason, not of whom it was for' \
    "$(tail -n 1 heard)" \
    "198.51.100.1${tab}0${tab}1224613063${tab}7200${tab}trap${tab}198.51.100.1 1224613063 4B${tab}from h (host.example [198.51.100.1]) by mx.here.example (Postfix) with ESMTP id 4B"
trap_ -s socket -t mx.here.example <mail
same 'once more: known, which nobody has to hear' "$status $(cat said)" '0 '
# the same as IMAP gives it, and folded otherwise
sed 's/$/\r/; s/^\t/        /' mail | dhf-trap -s socket -t mx.here.example
same 'with other blanks it has the same mark' \
    "$(cut -f 6 heard | sort -u | grep -c 4B)" 1
trap_ -s socket box
same 'a Maildir is told of' "$status $(tail -n 1 said)" \
    '0 dhf-trap: 3 mails, 2 tell who brought them, 2 of them newly told'
: >heard
trap_ -s socket -t mx <mail.never
same 'who is never held anything against is not told of' \
    "$status $(cat heard)" '0 '
stub close
trap_ -s socket mbox
same 'a daemon that hangs up is asked again' "$status $(grep -c trap heard)" \
    '0 3'
stub busy
trap_ -s socket mbox
same 'a busy one is, too' "$status $(grep -c trap heard)" '0 5'
stub never
trap_ -s socket <mail
like 'the daemon may know better' "$status $(cat said)" \
    '0 *198.51.100.1: never held against this address'
for answer in cannot garbage; do
	stub $answer
	trap_ -s socket mbox
	same "the daemon cannot: $answer" "$status" 111
done
kill "$told"
wait "$told" 2>/dev/null
told=''
trap_ -s socket mbox
like 'the daemon is away' "$status $(cat said)" \
    '111 *: the daemon does not answer: connect to socket: Connection refused*'
trap_ -s socket -t nobody.example <mail
same 'which does not matter if there is nothing to tell' "$status" 1

# hostile mails: forged lines, 10^5 header lines, NUL, 100 MB
cat >hostile.py <<'END'
import random
import subprocess
import sys
import time

OURS = (b'Received: from %s (h.example [198.51.100.1])\r\n\tby mx.here.example '
        b'(Postfix) with ESMTP id 4B;\r\n\tTue, 21 Oct 2008 20:17:43 +0200\r\n')
FORGED = [b'Received: from a (b [%s]) by mx.here.example (Postfix) with SMTP '
          b'id 1; Tue, 21 Oct 2008 20:17:43 +0200\r\n' % ip for ip in
          (b'10.0.0.1', b'127.0.0.1', b'203.0.113.7', b'192.168.1.1')]
rng = random.Random(1)


def header():
    """Lines that a sender may have written."""
    pieces = FORGED + [b'X: %s\r\n' % (b'y' * rng.randrange(2000)),
                       b'Received: ' + rng.randbytes(50).replace(b'\n', b''),
                       b'\x00\x00', b'Received:\r\n', b' folded\r\n', b'\r',
                       b'from ', b'(' * 100, b'Received: from [198.51.100.9',
                       b'\r\n\t by mx.here.example', b'From x\r\n']
    return b''.join(rng.choice(pieces) for _ in range(rng.randrange(60)))


def run(name, mail, want, limit):
    begin = time.monotonic()
    got = subprocess.run(['sh', '-c', 'ulimit -v ' + memory +
                          '; exec dhf-trap -n -t mx.here.example'], input=mail,
                         capture_output=True)
    took = time.monotonic() - begin
    ip = got.stdout.split(b'\t')[0]
    if ip not in want or got.returncode != (0 if ip else 1) or took > limit:
        print(name, ip, got.returncode, '%.1f s' % took,
              got.stderr.decode()[-200:])
    return took


mine, ours = (b'198.51.100.1',), OURS % b'h'
limit, memory = float(sys.argv[1]), sys.argv[2]
for i in range(200):
    sly = bytes(rng.choice(b'?ab[]. 1:=') for _ in range(20))
    run(i, (OURS % sly if i % 2 else ours) + header() + b'\r\n' +
        header(), mine if i % 2 == 0 else mine + (b'',), limit)
    run('%d, none of ours' % i,
        header().replace(b'mx.here.example', b'mx.example') +
        b'\r\n\r\n' + b''.join(FORGED), (b'',), limit)
took = [
    run('100,000 lines', ours + b'X: y\r\n' * 100000 + b'\r\n', mine, limit),
    run('100,000 forged', ours + FORGED[2] * 100000, mine, limit),
    run('100,000 above', b'X: y\r\n' * 100000 + FORGED[2], (b'',), limit),
    run('a long line', b'Received: ' + b'x' * 10**7 + b'\r\n' + FORGED[2],
        (b'',), limit),
    run('folds', b'Received: from x\r\n' + b' (\r\n' * 100000 + FORGED[2],
        (b'',), limit),
    run('NUL', ours + bytes(10**6), mine, limit),
    run('only NUL', bytes(10**6), (b'',), limit),
    run('100 MB', ours + b'\r\n' + (b'x' * 75 + b'\r\n') * 1298702, mine,
        limit),
    run('100 MB in a line', ours + b'\r\n' + bytes(10**8), mine, limit),
    run('100 MB header', b'x' * 10**8, (b'',), limit)]
sys.stderr.write('the slowest of the large ones: %.2f s\n' % max(took))
END
memory=16384
sanitized && memory=unlimited
python3 hostile.py "${TRAP_LIMIT:-5}" "$memory" >wrong 2>figure
empty 'hostile mails: the line of ours or nobody, in 16 MiB' wrong
note "$(cat figure)"

# how fast
cat >many.py <<'END'
import os
for i in range(4000):
    with open('many/new/%d' % i, 'w') as mail:
        mail.write('Received: from h (host.example [198.51.%d.%d])\n\tby mx '
                   '(Postfix) with ESMTP id %d;\n\tTue, 21 Oct 2008 20:17:43 '
                   '+0200\n' % (i // 250, i % 250 + 1, i) +
                   'X-Line: and more of it\n' * 40 + '\nbody\n' * 300)
END
mkdir -p many/new many/cur
python3 many.py
fast=$(python3 -c '
import subprocess, time
begin = time.monotonic()
out = subprocess.run(["dhf-trap", "-n", "-t", "mx", "many"],
                     capture_output=True).stdout
print(out.count(b"kept"), int(4000 / (time.monotonic() - begin)))')
same 'each of 4,000 mails is kept' "${fast% *}" 4000
note "${fast#* } mails a second"

real=$shared/received/lines.jsonl.gz
if [ -f "$real" ]; then
	got=$("$top/tests/model/trap.py" "$real" 2>&1)
	ok 'real lines are read as another program reads them' [ $? = 0 ]
	note "$got"
else
	skip 'real lines' "no $real here"
fi
