#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# reject_at rcpt and rules about what the client says: each recipient is judged
# by itself, and a client about whom nothing said matters never waits for it.
. "${0%/*}/lib.sh"
ip=198.51.100.7
dns_serve <<'END'
7.100.51.198.bl.test A 127.0.0.2
client.test.names.test A 127.0.0.2
END

# held HOST <SCRIPT: one client; sets $got, $log and $heard
held() {
	: >"$tmp/server"
	talk pipeline env -u TCPREMOTEHOST TCPREMOTEIP=$ip \
	    TCPREMOTEHOST="$1" dyn-host-filter -f "$db" \
	    "$tools/smtp-server" "$tmp/server"
	heard=$(grep -v '^start' "$tmp/server" | sed 's/^hear b//')
}
codes() { printf '%s\n' "$got" | sed 's/^\(...\).*/\1/' | tr '\n' ' '; }
story() { # one mail of a sender to three
	cat <<END
EHLO ${2-me.test}
MAIL FROM:<$1>
RCPT TO:<bob@here.test>
RCPT TO:<x@open.test>
RCPT TO:<carol@here.test>
QUIT
END
}

rules <<'END'
reject_at rcpt
pass @rcpt=@open.test id=open
block @sender=spam@client.test id=spam code=550
block @helo=evil.test id=evil code=552
block @name=pool.test id=pool
END
story a@client.test >"$tmp/story"
held 7.pool.test <"$tmp/story"
same 'a pass of one recipient is that of no other' "$(codes)" \
    '220 250 250 553 250 553 221 '
same 'the server hears of that one' "$(printf '%s\n' "$heard" | grep RCPT)" \
    "'RCPT TO:<x@open.test>\\r\\n'"
same 'both lines say by which rule' "$(key rule | tr '\n' ' ')$(
    key n | tr '\n' ' ')$(key to | tr '\n' ' ')" \
    'pool open 1/0 2/1 bob@here.test x@open.test '
story spam@client.test >"$tmp/story"
held 7.pool.test <"$tmp/story"
same 'the rule that refuses is found with the sender' "$(codes)" \
    '220 250 250 550 250 550 221 '
same 'and told' "$(key rule | head -n 1) $(key from | head -n 1)" \
    'spam spam@client.test'
like 'with a receipt that the log has' "$got" \
    "*550 5.7.1 [[]$(key why | head -n 1 | sed 's/..../&-/g; s/-$//')]*"
same 'the same for each recipient' \
    "$(printf '%s\n' "$got" | grep -o '\[[0-9A-Z-]*\]' | sort -u | wc -l)" 1

story spam@client.test >"$tmp/story"
held mx.good.test <"$tmp/story"
same 'one against whom nothing speaks is judged by what it says' "$(codes)" \
    '220 250 250 550 250 550 221 '
story a@client.test Evil.Test. >"$tmp/story"
held mx.good.test <"$tmp/story"
same 'by its greeting, too' "$(codes)" '220 250 250 552 250 552 221 '
story a@client.test >"$tmp/story"
held mx.good.test <"$tmp/story"
same 'or let through for good' "$(codes)" '220 250 250 250 250 250 221 '
same 'in one line' "$(key action) $(key rule) $(key n) $(key at)" \
    'pass default_action 0/3 rcpt'
held mx.good.test <<'END'
RCPT TO:<a@b.test>
MAIL FROM:<a@b.test>
RCPT TO:
QUIT
END
same 'what is no recipient is told so' "$(codes)" '220 503 250 503 221 '

rules <<'END'
reject_at rcpt
pass good.test$
block fixed.test$
grey @rcpt=bob@here.test mode=watch
mark @sender=spam@client.test
score 1 @helo-is=numeric
block @helo=evil.test
END
story a@client.test >"$tmp/story"
held mx.good.test <"$tmp/story"
like 'whom no rule below can refuse is not waited for' \
    "$(cat "$tmp/server")" 'start DHF_RELAY=- *RCPT TO:<bob*'
story a@client.test >"$tmp/story"
held mx.fixed.test <"$tmp/story"
same 'and whom none can let in is not judged again' "$(codes) $heard" \
    '220 250 250 553 553 553 221  '

rules <<'END'
reject_at rcpt
grey @rcpt=bob@here.test mode=watch
mark @sender=spam@client.test
score 1 @helo-is=numeric
END
story spam@client.test >"$tmp/story"
held mx.good.test <"$tmp/story"
like 'nor is anybody for what changes no verdict' "$(cat "$tmp/server")" \
    'start DHF_RELAY=- *RCPT TO:<bob*'

rules <<'END'
reject_at rcpt
relay_server socket
block @sender=spam@client.test
block pool.test$
END
story spam@client.test >"$tmp/story"
held mx.good.test <"$tmp/story"
like 'nor where nobody can be relayed to' "$(cat "$tmp/server")" \
    'start DHF_RELAY=- *RCPT TO:<bob*'
rules <<'END'
block @sender=spam@client.test
block pool.test$
END
story spam@client.test >"$tmp/story"
held mx.good.test <"$tmp/story"
like 'or reject_at is not rcpt' "$(cat "$tmp/server")" \
    'start DHF_RELAY=- *RCPT TO:<bob*'

# an answer of DNS is fetched once
rules <<'END'
reject_at rcpt
pass @rcpt=@open.test id=open
block @sender-rhsbl=names.test id=names code=550
block @dnsbl=bl.test id=listed
END
story a@client.test >"$tmp/story"
held mx.good.test <"$tmp/story"
same 'lists count at the door and at RCPT' "$(codes)$(key rule | tr '\n' ' ')" \
    '220 250 250 550 250 550 221 names open '
same 'and are asked once each' "$(grep -c bl.test "$tmp/asked") $(
    grep -c names.test "$tmp/asked")" '1 1'

# DynaStop's own way to say it
cat >"$tmp/dynastop" <<'END'
NoFilter open.test carol@here.test
Pattern pool.test
END
rules <<'END'
reject_at rcpt
import dynastop dynastop
END
story a@client.test >"$tmp/story"
held 7.pool.test <"$tmp/story"
same 'NoFilter of DynaStop' "$(codes)" '220 250 250 553 250 250 221 '
plan
