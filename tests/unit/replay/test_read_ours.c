/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/read_ours.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/teller.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void
our_lines_are_read(void **state)
{
	static const struct teller_row row[] = {
		{ "dyn-host-filter: pid=7 ip=192.0.2.1 host=a.example "
		    "action=pass code=- rule=r score=0 watch=- note=- error=- "
		    "name=proven db=5f0c3a91 by=-",
		    "client 192.0.2.1 a.example proven: connection ours" },
		{ "mx tcpserver[7]: dyn-host-filter: pid=7 ip=192.0.2.1 "
		    "host=- action=block code=553 rule=r score=0 watch=- "
		    "note=pregreet error=- name=none db=- by=filter",
		    "client 192.0.2.1 none: connection ours pregreet "
		    "refused" },
		{ "mx smtpd[7]: dhf: dhf-opensmtpd: pid=7 ip=2001:db8::1 "
		    "host=b action=grey code=- rule=r note=sample name=claimed "
		    "at=rcpt auth=yes end=250",
		    "client 2001:db8::1 b claimed: connection ours session "
		    "auth taken sample" },
		{ "dhf-milter: pid=7 ip=192.0.2.1 host=- action=defer "
		    "code=451 rule=r name=unknown at=- end=550",
		    "client 192.0.2.1 unknown: connection ours refused" },
		{ "dyn-host-filter: pid=7 ip=192.0.2.1 host=a.example "
		    "action=pass code=- rule=RELAYCLIENT name=given",
		    "nothing" },
		{ "dyn-host-filter: pid=7 ip=192.0.2.1 host=old.example "
		    "action=pass code=- rule=r",
		    "client 192.0.2.1 old.example given: connection ours" },
		{ "dyn-host-filter: pid=7 ip=192.0.2.1 host=a action=eat "
		    "rule=r", "odd" },
		{ "dyn-host-filter: pid=7 ip=192.0.2.1 host=a", "odd" },
		{ "dyn-host-filter: pid=7 ip=192.0.2.1 host=- action=pass "
		    "code=- rule=r", "client 192.0.2.1 untold: connection "
		    "ours" },
		{ "dyn-host-filter: pid=7 ip=192.0.2.1 host=a action=pass "
		    "code=- rule=r db=5f0c3a91aa",
		    "client 192.0.2.1 a given: connection ours" },
		{ "dyn-host-filter: pid=7 ip=192.0.2.1 host=a action=pass "
		    "code=- rule=r db=image",
		    "client 192.0.2.1 a given: connection ours" },
		{ "dyn-host-filter: pid=7 ip=- host=a action=pass code=- "
		    "rule=r", "nothing" },
		{ "dyn-host-filter: pid=7 ip=192.0.2 host=a action=pass "
		    "code=- rule=r", "odd" },
		{ "milter: pid=7 ip=192.0.2.1 host=a action=pass code=- "
		    "rule=r", "nothing" },
		{ "a: b: c: d: pid=7 ip=192.0.2.1 host=a action=pass code=- "
		    "rule=r", "nothing" },
		{ "dhfd: ready", "nothing" },
	};

	(void)state;
	teller_check(row, COUNT(row));
}

/* What came of a session that was judged before, and whom no rule refuses mail,
 * say nothing of the rules. */
static void
a_second_line_is_no_verdict(void **state)
{
	static const struct teller_row row[] = {
		{ "dyn-host-filter: pid=7 ip=192.0.2.1 host=a.example "
		    "action=block code=553 rule=r name=given at=rcpt n=1/0",
		    "client 192.0.2.1 a.example given: connection ours session "
		    "refused" },
		{ "dyn-host-filter: pid=7 ip=192.0.2.1 host=a.example "
		    "action=pass code=- rule=exempt_rcpt name=given at=rcpt "
		    "n=1/1 end=250",
		    "client 192.0.2.1 a.example given: session taken" },
		{ "dyn-host-filter: pid=7 ip=192.0.2.1 host=a.example "
		    "action=pass code=- rule=auth name=given at=rcpt n=1/0 "
		    "auth=yes",
		    "client 192.0.2.1 a.example given: session auth" },
		{ "dyn-host-filter: pid=7 ip=192.0.2.1 host=a.example "
		    "action=pass code=- rule=exempt_rcpt name=given at=rcpt "
		    "n=0/1 note=pregreet",
		    "client 192.0.2.1 a.example given: session" },
		{ "dhf-relay: pid=7 ip=192.0.2.1 host=a.example action=pass "
		    "code=- rule=r name=given at=rcpt n=0/1 end=250",
		    "client 192.0.2.1 a.example given: session taken" },
		{ "dyn-host-filter: pid=7 ip=192.0.2.1 host=a.example "
		    "action=pass code=- rule=r name=given at=rcpt n=0/1",
		    "client 192.0.2.1 a.example given: connection ours "
		    "session" },
	};

	(void)state;
	teller_check(row, COUNT(row));
}

/* What a client says in the logs of others is not ours. */
static void
quoted_lines_are_not_ours(void **state)
{
	static const struct teller_row row[] = {
		{ "mx postfix/smtpd[7]: NOQUEUE: reject: RCPT from "
		    "a[192.0.2.1]: 550 5.7.1 x; helo=<x dyn-host-filter: "
		    "pid=1 ip=198.51.100.6 action=pass rule=r auth=yes>",
		    "client 192.0.2.1 a given: refused" },
		{ "mx dovecot: user dyn-host-filter: pid=1 ip=198.51.100.6 "
		    "action=pass rule=r auth=yes", "nothing" },
	};

	(void)state;
	teller_check(row, COUNT(row));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(our_lines_are_read),
		cmocka_unit_test(a_second_line_is_no_verdict),
		cmocka_unit_test(quoted_lines_are_not_ours),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
