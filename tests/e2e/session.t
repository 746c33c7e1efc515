#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The refusal session: what a refused client may say, and what it is told.
. "${0%/*}/lib.sh"
plan 48

rules <<'END'
block @name=bad.example id=bad
END

# refused MODE <SCRIPT: a client that is refused, in this manner
refused() {
	talk "$1" env TCPREMOTEIP=192.0.2.7 TCPREMOTEHOST=bad.example \
	    dyn-host-filter -f "$db" "$tmp/next"
}

# codes: the codes of all replies on one line
codes() { printf '%s\n' "$got" | cut -c1-4 | tr -d '\n'; }

# line LENGTH: that many bytes
line() { awk -v n="$1" 'BEGIN { while (i++ < n) printf "x" }'; }

# the commands and their answers
refused lockstep <<'END'
HELO a.example
EHLO a.example
MAIL FROM:<a@a.example>
RCPT TO:<b@here.example>
RCPT TO:<postmaster@here.example>
DATA
RSET
NOOP
VRFY b
HELP
QUIT
END
same 'each command has its answer' "$(codes) $status" \
    '220 250 250 250 553 553 553 250 250 553 553 221  0'
like 'CRLF ends each line' "$(printf '%s\n' "$got" | grep -cv '\^M$')" 0
same 'one log line' "$(grep -c . "$tmp/log")" 1
want=$got

refused lockstep <<'END'
helo a.example
ehlo a.example
mail from:<a@a.example>
rcpt to:<b@here.example>
rcpt to:<postmaster@here.example>
data
rset
noop
vrfy b
help
quit
END
same 'commands in lower case' "$got" "$want"
refused lockstep <<'END'
hElO a.example\n\c
EhLo a.example\n\c
MaIl FROM:<a@a.example>\n\c
RcPt TO:<b@here.example>\n\c
RCPT\tTO:<postmaster@here.example>\n\c
DATA\n\c
RSET\n\c
NOOP\n\c
VRFY b\n\c
HELP\n\c
QUIT\n\c
END
same 'bare LF ends a command' "$got" "$want"

cat >"$tmp/all" <<'END'
EHLO a.example
MAIL FROM:<a@a.example> SIZE=1000
RCPT TO:<b@here.example>
DATA
\c
RSET
NO\0OP
\377\376\200
NOOP \001\002\033[2J
HELO\c
 a.example

QUIT
END
refused lockstep <"$tmp/all"
want=$got wantlog=${log#*pid=* }
for mode in pipeline bytes; do
	refused $mode <"$tmp/all"
	same "the same transcript: $mode" "$got" "$want"
	same "the same log: $mode" "${log#*pid=* }" "$wantlog"
done
same 'NUL, 8-bit and control bytes: printable answers' \
    "$(tr -d '\r' <"$tmp/raw" >"$tmp/lines"; unclean "$tmp/lines")" ''

# never an invitation to send more
for c in STARTTLS 'AUTH PLAIN AGEAYgBj' 'AUTH LOGIN' 'BDAT 5 LAST' DATA \
    'XEXCH50 2 2' 'RCPT TO:<abuse@here.example>' 'ETRN x' 'EXPN x' TURN \
    'DATA x' 'PROXY TCP4 1.2.3.4 1.2.3.4 1 2' 'GET / HTTP/1.0' RCPT; do
	refused lockstep <<END
EHLO a.example
MAIL FROM:<a@a.example>
$c
QUIT
END
	same "$c is refused" "$(codes) $status" '220 250 250 553 221  0'
done
refused lockstep <<'END'
EHLO a.example
QUIT
END
like 'EHLO offers no extension' "$got" '220 *^M
250 *^M
221 *^M'
refused pipeline <<'END'
EHLO a.example
MAIL FROM:<a@a.example>
RCPT TO:<b@here.example>
DATA
Subject: not wanted

text
.
QUIT
END
same 'a client that sends its mail blindly' "$(codes)" \
    '220 250 250 553 553 553 553 553 553 221 '

# limits
refused lockstep <<END
NOOP $(line 505)
QUIT
END
same 'a line of 512 bytes is taken' "$(codes) $status" '220 250 221  0'
# too_long MODE NAME: the session ends with 500, 421 or both
too_long() {
	refused "$1" <"$tmp/long"
	case $(codes) in
	'220 500 '|'220 421 '|'220 500 421 ') same "$2" "$status" 0 ;;
	*) same "$2" "$(codes)" '220 500 or 421' ;;
	esac
}
printf 'NOOP %s\nNOOP\nQUIT\n' "$(line 506)" >"$tmp/long"
for mode in lockstep pipeline bytes; do
	too_long $mode "a line of 513 bytes ends the session: $mode"
done
printf '%s\\c\n' "$(line 1000000)" >"$tmp/long"
too_long lockstep 'a megabyte without a line end'
same 'and one log line' "$(grep -c . "$tmp/log")" 1
awk 'BEGIN { while (i++ < 40) print "NOOP" }' >"$tmp/many"
for mode in lockstep pipeline bytes; do
	refused $mode <"$tmp/many"
	case $(codes | sed 's/250 //g') in
	'220 421 ') many=$(codes | tr ' ' '\n' | grep -c 250) ;;
	*) many=$(codes) ;;
	esac
	[ "$many" != 19 ] || many=20 # the last one may be told 421
	same "at most 20 commands: $mode" "$many $status" '20 0'
done

# ends
refused half </dev/null
same 'a client that hangs up' "$(codes) $status $(grep -c . "$tmp/log")" \
    '220  0 1'
refused lockstep <<'END'
EHLO a.example
MAIL FR\c
END
same 'a client that hangs up in a command' "$(codes) $status" '220 250  0'
refused reset <<'END'
EHLO a.example
MAIL FROM:<a@a.example>
END
same 'a client that resets' "$status $(grep -c . "$tmp/log")" '0 1'
refused reset </dev/null
same 'a client that resets at once' "$status $(grep -c . "$tmp/log")" '0 1'
refused pipeline <<'END'
QUIT
NOOP
NOOP
END
same 'nothing is answered after QUIT' "$(codes) $status" '220 221  0'

# a client that talks first
printf 'EHLO a.example\nMAIL FROM:<a@a.example>\nRCPT TO:<b>\nQUIT\n' \
    >"$tmp/early"
early() {
	talk "$1" env TCPREMOTEIP=192.0.2.7 TCPREMOTEHOST="$2" \
	    "$tools/before" input dyn-host-filter -f "$db" "$3" <"$tmp/early"
}
early eager bad.example "$tmp/next"
same 'a client that talks first is answered' "$(codes) $status" \
    '220 250 250 553 221  0'
same 'and noted' "$(key note)" pregreet
refused lockstep <"$tmp/early"
same 'a client that waits is not' "$(key note)" -
early eager good.example cat
same 'the next program gets all that came early' "$got" \
    'EHLO a.example^M
MAIL FROM:<a@a.example>^M
RCPT TO:<b>^M
QUIT^M'
same 'and one log line' "$(grep -c . "$tmp/log")" 1

# the answer in the banner
talk pipeline env TCPREMOTEIP=192.0.2.7 TCPREMOTEHOST=bad.example \
    dyn-host-filter -f "$db" -r banner "$tmp/next" <<'END'
EHLO a.example
QUIT
END
same 'banner: nothing is taken' "$(codes) $status" '553 221  0'
talk half env TCPREMOTEIP=192.0.2.7 TCPREMOTEHOST=bad.example \
    dyn-host-filter -f "$db" -r banner "$tmp/next" </dev/null
same 'banner: a client that hangs up' "$(codes) $status" '553  0'
talk reset env TCPREMOTEIP=192.0.2.7 TCPREMOTEHOST=bad.example \
    dyn-host-filter -f "$db" -r banner "$tmp/next" </dev/null
same 'banner: a client that resets' "$status" 0
