#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A real mailfront behind the filter: it serves who is let in, and is not
# started for who is not.
. "${0%/*}/../e2e/lib.sh"
. "${0%/*}/lib.sh"
peer mailfront mailfront || skip_all 'no mailfront: make deps-peers'
plan 3
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
