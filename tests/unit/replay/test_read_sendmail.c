/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/read_sendmail.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/teller.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* As Sendmail 8.17 writes them. */
static void
clients_are_told(void **state)
{
	static const struct teller_row row[] = {
		{ "mx sm-mta[7]: 6AU1: from=<a@b>, size=4, class=0, nrcpts=1, "
		    "msgid=<m@b>, proto=ESMTP, daemon=MTA, "
		    "relay=mx.b.example [192.0.2.1]",
		    "client 192.0.2.1 mx.b.example given: connection opens "
		    "key=6AU1" },
		{ "mx sm-mta[7]: 6AU1: from=<a@b>, nrcpts=0, daemon=MTA, "
		    "relay=b.example [192.0.2.1] (may be forged)",
		    "client 192.0.2.1 b.example claimed: connection opens "
		    "key=6AU1" },
		{ "mx sendmail[7]: 6AU1: from=<a@b>, daemon=MTA-v6, "
		    "relay=[IPv6:2001:db8::1]",
		    "client 2001:db8::1 untold: connection opens key=6AU1" },
		{ "mx sm-mta[7]: 6AU1: from=<a@b>, daemon=MSA, relay=a "
		    "[192.0.2.1]", "nothing" },
		{ "mx sm-mta[7]: 6AU1: from=root, relay=root@localhost",
		    "nothing" },
		{ "mx sm-mta[7]: AUTH=server, relay=b.example [192.0.2.1], "
		    "mech=PLAIN, bits=0",
		    "client 192.0.2.1 b.example given: auth" },
		{ "mx sm-mta[7]: 6AU1: rejecting commands from b.example "
		    "[192.0.2.1] due to pre-greeting traffic after 0 seconds",
		    "client 192.0.2.1 b.example given: pregreet refused "
		    "key=6AU1" },
		{ "mx sm-mta[7]: 6AU1: ruleset=check_rcpt, "
		    "arg1=<x@far.example>, relay=b.example [192.0.2.1], "
		    "reject=550 5.7.1 <x@far.example>... Relaying denied",
		    "client 192.0.2.1 b.example given: relay refused "
		    "key=6AU1" },
		{ "mx sm-mta[7]: ruleset=check_relay, arg1=b, "
		    "arg2=192.0.2.1, relay=b [192.0.2.1], reject=553 5.3.0",
		    "client 192.0.2.1 b given: connection refused" },
		{ "mx sm-mta[7]: 6AU1: ruleset=check_relay, arg1=b, "
		    "arg2=192.0.2.1, relay=b [192.0.2.1], reject=553 5.3.0",
		    "client 192.0.2.1 b given: connection refused key=6AU1" },
	};

	(void)state;
	teller_check(row, COUNT(row));
}

static void
messages_are_told(void **state)
{
	static const struct teller_row row[] = {
		{ "mx sm-mta[7]: 6AU1: <x@here.example>... User unknown",
		    ": accuses key=6AU1" },
		{ "mx sm-mta[7]: 6AU1: to=<x@here.example>, delay=00:00:00, "
		    "xdelay=00:00:00, mailer=local, pri=1, dsn=2.0.0, "
		    "stat=Sent", ": delivered key=6AU1" },
		{ "mx sm-mta[7]: 6AU1: to=<x@far.example>, ctladdr=<a@b>, "
		    "delay=00:00:01, mailer=esmtp, pri=1, "
		    "relay=mx.far.example. [192.0.2.9], dsn=2.0.0, stat=Sent "
		    "(ok, relay=x)", "mailed 192.0.2.9: key=6AU1" },
		{ "mx sm-mta[7]: 6AU1: to=<x@far.example>, mailer=esmtp, "
		    "relay=mx.far.example. [192.0.2.9], dsn=4.0.0, "
		    "stat=Deferred", "nothing" },
		{ "mx sm-mta[7]: 6AU1: Milter: data, reject=550 5.7.1 "
		    "Blocked by SpamAssassin", ": scored key=6AU1" },
	};

	(void)state;
	teller_check(row, COUNT(row));
}

static void
hostile_lines_tell_of_nobody_else(void **state)
{
	static const struct teller_row row[] = {
		{ "mx sm-mta[7]: 6AU1: from=<a@b>, msgid=<x, relay=e "
		    "[198.51.100.6]>, daemon=MTA, relay=[192.0.2.1]",
		    "client 192.0.2.1 untold: connection opens key=6AU1" },
		{ "mx sm-mta[7]: 6AU1: from=<a@b>, daemon=MTA, relay=x, "
		    "relay=e [198.51.100.6] [192.0.2.1]", "odd" },
		{ "mx sm-mta[7]: 6AU1: to=<\"x, mailer=esmtp, relay=e "
		    "[198.51.100.6], stat=Sent\"@h>, mailer=local, "
		    "stat=Sent", "odd" },
		{ "mx sm-mta[7]: 6AU1: ruleset=check_rcpt, arg1=<x, relay=e "
		    "[198.51.100.6], reject=1>, relay=b [192.0.2.1], "
		    "reject=550", "odd" },
	};

	(void)state;
	teller_check(row, COUNT(row));
}

static void
cut_lines_of_deliveries_tell_nothing(void **state)
{
	static const struct teller_row row[] = {
		{ "mx sm-mta[7]: 6AU1: from=<a@b>, daemon=MTA, "
		    "relay=b[192.0.2.1]", "nothing" },
		{ "mx sm-mta[7]: 6AU1: from=<a@b>, daemon=MTA, relay=b "
		    "[192.0.2", "odd" },
		{ "mx sm-mta[7]: 6AU1: from=<a@b>, relay=b [192.0.2.1] x",
		    "odd" },
		{ "mx sm-mta[7]: 6AU1: from=<a@b>, relay=[192.0.2.1] (may be "
		    "forged)",
		    "client 192.0.2.1 untold: connection opens key=6AU1" },
		{ "mx sm-mta[7]: 6AU1: from=<a@b>, daemon=MTA", "nothing" },
		{ "mx sm-mta[7]: 6AU1: from=<a@b>, daemon=MSP-v4, relay=b "
		    "[192.0.2.1]", "nothing" },
		{ "mx sm-mta[7]: 6AU1: to=<x@h>, mailer=local", "odd" },
		{ "mx sm-mta[7]: 6AU1: to=<x@h>, delay=1, stat=Sent", "odd" },
		{ "mx sm-mta[7]: 6AU1: to=<x@h>, mailer=a, mailer=b, "
		    "stat=Sent", "odd" },
		{ "mx sm-mta[7]: 6AU1: to=<x@h>, relay=a, relay=b, "
		    "mailer=esmtp, stat=Sent", "odd" },
		{ "mx sm-mta[7]: 6AU1: to=<x@h>, mailer=relay, "
		    "relay=m.example. [192.0.2.9], stat=Sent",
		    "mailed 192.0.2.9: key=6AU1" },
		{ "mx sm-mta[7]: 6AU1: to=<x@h>, mailer=esmtp, stat=Sent",
		    "odd" },
		{ "mx sm-mta[7]: 6AU1: to=<x@h>, mailer=esmtp, "
		    "relay=[192.0.2.9], stat=Sent", "odd" },
		{ "mx sm-mta[7]: 6AU1: to=<x@h>, mailer=esmtp, "
		    "relay=m[192.0.2.9], stat=Sent", "odd" },
		{ "mx sm-mta[7]: 6AU1: to=<x@h>, mailer=esmtp, relay=m "
		    "192.0.2.9, stat=Sent", "odd" },
	};

	(void)state;
	teller_check(row, COUNT(row));
}

static void
cut_and_odd_lines_tell_of_nobody(void **state)
{
	static const struct teller_row row[] = {
		{ "mx sm-mta[7]: 6AU1: ruleset=check_rcpt, reject=550 no",
		    "odd" },
		{ "mx sm-mta[7]: 6AU1: ruleset=check_rcpt, "
		    "relay=root@localhost, reject=550 no", "nothing" },
		{ "mx sm-mta[7]: 6AU1: ruleset=check_rcpt, relay=b [192.0.2.1",
		    "odd" },
		{ "mx sm-mta[7]: 6AU1: ruleset=check_rcpt, relay=b "
		    "[192.0.2.1]", "odd" },
		{ "mx sm-mta[7]: NOQUEUE: ruleset=check_rcpt, relay=b "
		    "[192.0.2.1], reject=550 no",
		    "client 192.0.2.1 b given: refused" },
		{ "mx sm-mta[7]: AUTH=server, relay=b.example", "odd" },
		{ "mx sm-mta[7]: AUTH=server, relay=b.example [192.0.2.1]",
		    "odd" },
		{ "mx sm-mta[7]: 6AU1: rejecting commands from b.example",
		    "odd" },
		{ "mx sm-mta[7]: 6AU1: rejecting commands from b [192.0.2.1] "
		    "due to load", "nothing" },
		{ "mx sm-mta[7]: 6AU1: Milter: helo, reject=550 5.7.1 Spam",
		    "nothing" },
		{ "mx sm-mta[7]: 6AU1: Milter: data, reject=550 5.7.1 no",
		    "nothing" },
		{ "mx sm-mta[7]: 6AU1: Milter: data, reject=550 5.7.1 Spam",
		    ": scored key=6AU1" },
		{ "mx sm-mta[7]: 6AU1: Milter: data, reject=550 5.7.1 is spam",
		    ": scored key=6AU1" },
		{ "mx sm-mta[7]: 6AU1: x@here.example... User unknown",
		    "nothing" },
		{ "mx sm-mta[7]: 6AU1: <x@here.example>... Unbalanced",
		    "nothing" },
		{ "mx sm-mta[7]: starting daemon (8.17): SMTP", "nothing" },
		{ "mx sm-mta[7]: NOQUEUE: from=<a@b>, relay=b [192.0.2.1]",
		    "nothing" },
	};

	(void)state;
	teller_check(row, COUNT(row));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(clients_are_told),
		cmocka_unit_test(messages_are_told),
		cmocka_unit_test(hostile_lines_tell_of_nobody_else),
		cmocka_unit_test(cut_lines_of_deliveries_tell_nothing),
		cmocka_unit_test(cut_and_odd_lines_tell_of_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
