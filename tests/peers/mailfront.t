#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A real mailfront behind the filter: it serves who is let in, and is not
# started for who is not.
. "${0%/*}/../e2e/lib.sh"
. "${0%/*}/lib.sh"
peer mailfront mailfront || skip_all 'no mailfront: make deps-peers'
[ -z "$root" ] || export MODULE_PATH="$root/usr/lib/mailfront"

rules <<'END'
block @name=bad.example id=bad
END
# by_mailfront HOST: a client of that name
by_mailfront() {
	talk lockstep env TCPREMOTEIP=192.0.2.7 TCPREMOTEHOST="$1" \
	    dyn-host-filter -f "$db" mailfront smtp echo accept <<'END'
HELO client.example
MAIL FROM:<a@client.example>
RCPT TO:<b@here.example>
QUIT
END
}
by_mailfront good.example
like 'mailfront serves who is let in' "$got" '220 *mailfront*250 *250 *250 *221 *'
same 'and the filter says so' "$(key action)" pass
by_mailfront x.bad.example
same 'who is refused does not reach it' "$(told) $(key rule)" '553 bad'

# who is refused may write to postmaster, through the relay
rules <<'END'
reject_at rcpt
block @name=bad.example id=bad
END
talk pipeline env TCPREMOTEIP=198.51.100.7 TCPREMOTEHOST=x.bad.example \
    dyn-host-filter -f "$db" mailfront smtp echo accept <<'END'
EHLO client.example
MAIL FROM:<a@client.example>
RCPT TO:<b@here.example>
RCPT TO:<postmaster@here.example>
DATA
Subject: x

hello
.
QUIT
END
like 'reject_at rcpt: postmaster has the mail, nobody else' "$got" \
    '220 *^M
250 *^M
250 *^M
553 *^M
250 *^M
354 *^M
250 *^M
221 *^M'
same 'and the log says so' "$(key rule | tr '\n' ' ')$(key n | tail -n 1)" \
    'bad exempt_rcpt 1/1'

# the same mails without the filter show that this can fail
TCPREMOTEIP=198.51.100.7 TCPREMOTEHOST=x.bad.example
export TCPREMOTEIP TCPREMOTEHOST
end='250 [^\n]*bytes'
alone=$("$tools/smuggle" "$end" mailfront smtp echo accept 2>/dev/null)
behind=$("$tools/smuggle" "$end" dyn-host-filter -f "$db" \
    mailfront smtp echo accept 2>/dev/null)
like 'mailfront alone takes two mails for one' "$alone" '2 [1-9]*'
same 'behind the relay none of 16 forms smuggles a second' "${behind#* }" 0
plan
