/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/read_exim.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/teller.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* As Exim 4.96 writes them, and 4.97. */
static void
arrivals_are_told(void **state)
{
	static const struct teller_row row[] = {
		{ "1vPabc-0001xy-1A <= a@b.example H=mx.b.example (helo) "
		    "[192.0.2.1] P=esmtp S=4 id=m@b.example",
		    "client 192.0.2.1 mx.b.example given: connection opens "
		    "key=1vPabc-0001xy-1A" },
		{ "1vPabc-000000001xy-1Abc <= <> H=([192.0.2.7]) [192.0.2.1]"
		    ":4711 I=[192.0.2.2]:25 P=esmtps X=TLS1.3 CV=no "
		    "A=plain:u S=4",
		    "client 192.0.2.1 untold: connection auth opens "
		    "key=1vPabc-000000001xy-1Abc" },
		{ "[71] 1vPabc-0001xy-1A <= a@b R=1vPabc-0001xy-1B H=(x) "
		    "[2001:db8::1] P=smtp S=4",
		    "client 2001:db8::1 untold: connection opens "
		    "key=1vPabc-0001xy-1A" },
		{ "mx exim[7]: 1vPabc-0001xy-1A <= \"a H=(x) [198.51.100.6]\""
		    "@b H=(x) [192.0.2.1] P=smtp S=4",
		    "client 192.0.2.1 untold: connection opens "
		    "key=1vPabc-0001xy-1A" },
		{ "1vPabc-0001xy-1A <= a@b H=(x) [192.0.2.1] "
		    "I=[192.0.2.2]:587 P=esmtpsa A=plain:u S=4", "nothing" },
		{ "1vPabc-0001xy-1A <= root@here U=root P=local S=4",
		    "nothing" },
		{ "1vPabc-0001xy-1A <= a@b H=(x) [192.0.2.1] P=esmtp S=4 "
		    "id=x A=plain:u T=\"A=plain\" A=plain:u",
		    "client 192.0.2.1 untold: connection opens "
		    "key=1vPabc-0001xy-1A" },
		{ "1vPabc-0001xy-1A <= a@b H=(x) [192.0.2.1] P=esmtps "
		    "DN=\"CN=x A=plain\" S=4",
		    "client 192.0.2.1 untold: connection opens "
		    "key=1vPabc-0001xy-1A" },
	};

	(void)state;
	teller_check(row, COUNT(row));
}

static void
deliveries_are_told(void **state)
{
	static const struct teller_row row[] = {
		{ "1vPabc-0001xy-1A => x <x@here.example> R=local T=maildir",
		    ": delivered key=1vPabc-0001xy-1A" },
		{ "1vPabc-0001xy-1A -> y@far.example R=dns T=remote_smtp "
		    "H=mx.far.example [192.0.2.9] X=TLS1.3 C=\"250 ok T=x\"",
		    "mailed 192.0.2.9: key=1vPabc-0001xy-1A" },
		{ "1vPabc-0001xy-1A Completed",
		    ": closes key=1vPabc-0001xy-1A" },
		{ "1vPabc-0001xy-1A == y@far.example R=dns T=x defer (111)",
		    "nothing" },
		{ "1vPabc-0001xy-1A => \"x T=y H=e [198.51.100.6]\" <x@h> "
		    "R=local T=maildir", "odd" },
		{ "1vPabc-0001xy-1A => \"x H=e [198.51.100.6]\" <x@h> "
		    "R=local T=maildir", "odd" },
		{ "1vPabc-0001xy-1A => \"x C=\"@h <x@h> R=local T=maildir",
		    "odd" },
	};

	(void)state;
	teller_check(row, COUNT(row));
}

static void
refusals_are_told(void **state)
{
	static const struct teller_row row[] = {
		{ "H=mx.b.example (h) [192.0.2.1] F=<a@b> rejected RCPT "
		    "<x@here.example>: Unrouteable address",
		    "client 192.0.2.1 mx.b.example given: connection unknown "
		    "refused" },
		{ "H=(h) [192.0.2.1]:4711 X=TLS1.2 CV=no F=<a@b> rejected "
		    "RCPT <x@far.example>: relay not permitted",
		    "client 192.0.2.1 untold: connection relay refused" },
		{ "1vPabc-0001xy-1A H=(h) [192.0.2.1] F=<a@b> rejected after "
		    "DATA: this message scored 15 spam points",
		    "client 192.0.2.1 untold: connection refused spam "
		    "key=1vPabc-0001xy-1A" },
		{ "H=[192.0.2.1] rejected connection in \"connect\" ACL",
		    "client 192.0.2.1 untold: connection refused" },
		{ "SMTP protocol synchronization error (input sent without "
		    "waiting for greeting): rejected connection from "
		    "H=[192.0.2.1] input=\"EHLO x\\r\\n\"",
		    "client 192.0.2.1 untold: pregreet refused" },
		{ "H=(x) [198.51.100.6] F=<a) [192.0.2.1] F=<a@b> rejected "
		    "RCPT <x@h>: Unknown user",
		    "client 198.51.100.6 untold: connection unknown "
		    "refused" },
		{ "H=(x y) [198.51.100.6] F=<a@b> rejected RCPT <x@h>: no",
		    "odd" },
		{ "H=(x) [192.0.2.1] Warning: hello", "nothing" },
		{ "SMTP connection from [192.0.2.1] (TCP/IP connection "
		    "count = 1)", "nothing" },
	};

	(void)state;
	teller_check(row, COUNT(row));
}

static void
cut_and_odd_arrivals_tell_of_nobody(void **state)
{
	static const struct teller_row row[] = {
		{ "1vPabc-0001xy-1{ Completed", "nothing" },
		{ "1vPabc-0001xy-1[ Completed", "nothing" },
		{ "[71 1vPabc-0001xy-1A Completed", "nothing" },
		{ "[x] 1vPabc-0001xy-1A Completed", "nothing" },
		{ "1vPabc-0001xy-1A <= a@b H=b[192.0.2.1] P=smtp", "odd" },
		{ "1vPabc-0001xy-1A <= a@b H=(x [192.0.2.1] P=smtp", "odd" },
		{ "1vPabc-0001xy-1A <= a@b H=(x(y) [192.0.2.1] P=smtp",
		    "odd" },
		{ "1vPabc-0001xy-1A <= a@b H=(x)[192.0.2.1] P=smtp", "odd" },
		{ "1vPabc-0001xy-1A <= a@b H=b 192.0.2.1 P=smtp", "odd" },
		{ "1vPabc-0001xy-1A <= a@b H=[192.0.2.1]:x A=plain:u P=smtp",
		    "client 192.0.2.1 untold: connection opens "
		    "key=1vPabc-0001xy-1A" },
		{ "1vPabc-0001xy-1A <= a@b H=[192.0.2.1] DN=\"x A=plain:u",
		    "client 192.0.2.1 untold: connection opens "
		    "key=1vPabc-0001xy-1A" },
		{ "1vPabc-0001xy-1A <= a@b H=[192.0.2.1] DN=\"x\\\" A=y\" "
		    "A=plain:u",
		    "client 192.0.2.1 untold: connection auth opens "
		    "key=1vPabc-0001xy-1A" },
		{ "1vPabc-0001xy-1A <= a@b H=[192.0.2.1] I=x A=plain:u",
		    "client 192.0.2.1 untold: connection auth opens "
		    "key=1vPabc-0001xy-1A" },
		{ "1vPabc-0001xy-1A <= a@b H=[192.0.2.1] I=[192.0.2.2]:465 "
		    "A=plain:u", "nothing" },
		{ "1vPabc-0001xy-1A <= a@b H=[192.0.2.1] T=x A=plain:u",
		    "client 192.0.2.1 untold: connection opens "
		    "key=1vPabc-0001xy-1A" },
		{ "1vPabc-0001xy-1A <= a@b H=[192.0.2.1] for A=plain:u",
		    "client 192.0.2.1 untold: connection opens "
		    "key=1vPabc-0001xy-1A" },
		{ "1vPabc-0001xy-1A <= a@b H=[192.0.2.1] from <a> A=plain:u",
		    "client 192.0.2.1 untold: connection opens "
		    "key=1vPabc-0001xy-1A" },
		{ "1vPabc-0001xy-1A <= \"a b H=(x) [192.0.2.1]", "odd" },
		{ "1vPabc-0001xy-1A <= a\\ b@c H=(x) [192.0.2.1] P=smtp",
		    "client 192.0.2.1 untold: connection opens "
		    "key=1vPabc-0001xy-1A" },
		{ "1vPabc-0001xy-1A <= a@b", "odd" },
		{ "1vPabc-0001xy-1A <= a@b R=1vPabc-0001xy-1B", "nothing" },
	};

	(void)state;
	teller_check(row, COUNT(row));
}

static void
cut_and_odd_lines_tell_of_nobody(void **state)
{
	static const struct teller_row row[] = {
		{ "1vPabc-0001xy-1A => x R=dns T=smtp H=a [192.0.2.9] H=b "
		    "[192.0.2.8]", "odd" },
		{ "1vPabc-0001xy-1A => x R=dns", "odd" },
		{ "1vPabc-0001xy-1A => x T=smtp R=dns", "odd" },
		{ "1vPabc-0001xy-1A => x R=dns T=smtp H=[192.0.2.9]", "odd" },
		{ "1vPabc-0001xy-1A => x R=dns T=smtp H=m[192.0.2.9]", "odd" },
		{ "1vPabc-0001xy-1A => x R=dns T=smtp H=m 192.0.2.9", "odd" },
		{ "1vPabc-0001xy-1A >> x R=dns T=smtp H=m [192.0.2.9]",
		    "mailed 192.0.2.9: key=1vPabc-0001xy-1A" },
		{ "H=[192.0.2.1] F=<a@b> rejected RCPT <x@h>: Relaying denied",
		    "client 192.0.2.1 untold: connection relay refused" },
		{ "H=[192.0.2.1] F=<a@b> rejected after DATA: Spam",
		    "client 192.0.2.1 untold: connection refused spam" },
		{ "H=[192.0.2.1] F=<a@b> rejected after DATA: virus",
		    "client 192.0.2.1 untold: connection refused" },
		{ "H=[192.0.2.1] I=[192.0.2.2]:587 F=<a@b> rejected RCPT "
		    "<x@h>: no", "nothing" },
		{ "SMTP protocol synchronization error (input sent without "
		    "waiting for greeting): rejected connection from H=x",
		    "odd" },
	};

	(void)state;
	teller_check(row, COUNT(row));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(arrivals_are_told),
		cmocka_unit_test(deliveries_are_told),
		cmocka_unit_test(refusals_are_told),
		cmocka_unit_test(cut_and_odd_arrivals_tell_of_nobody),
		cmocka_unit_test(cut_and_odd_lines_tell_of_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
