/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/read_postfix.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/teller.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* As Postfix 3.7 writes them. */
static void
clients_are_told(void **state)
{
	static const struct teller_row row[] = {
		{ "mx postfix/smtpd[7]: connect from mx.a.example[192.0.2.1]",
		    "client 192.0.2.1 mx.a.example given: connection" },
		{ "mx postfix/smtpd[7]: connect from unknown[2001:db8::1]",
		    "client 2001:db8::1 untold: connection" },
		{ "mx postfix/smtpd[7]: connect from a.example[192.0.2.1]:25",
		    "client 192.0.2.1 a.example given: connection" },
		{ "mx postfix/smtpd[7]: 4XyZ: client=a.example[192.0.2.1]",
		    "client 192.0.2.1 a.example given: opens key=4XyZ" },
		{ "mx postfix/smtpd[7]: 4XyZ: client=a.example[192.0.2.1], "
		    "sasl_method=PLAIN, sasl_username=u",
		    "client 192.0.2.1 a.example given: auth opens key=4XyZ" },
		{ "mx postfix/postscreen[7]: PREGREET 11 after 0.1 from "
		    "[192.0.2.1]:4567: EHLO x\\r\\n",
		    "client 192.0.2.1 untold: pregreet" },
		{ "mx postfix/smtpd[7]: disconnect from a[192.0.2.1] ehlo=1",
		    "nothing" },
		{ "mx postfix/submission/smtpd[7]: connect from a[192.0.2.1]",
		    "nothing" },
		{ "mx postfix/smtps/smtpd[7]: 4X: client=a[192.0.2.1], "
		    "sasl_method=PLAIN", "nothing" },
	};

	(void)state;
	teller_check(row, COUNT(row));
}

static void
refusals_are_told(void **state)
{
	static const struct teller_row row[] = {
		{ "mx postfix/smtpd[7]: NOQUEUE: reject: RCPT from "
		    "a.example[192.0.2.1]: 550 5.1.1 <x@here.example>: "
		    "Recipient address rejected: User unknown in virtual "
		    "mailbox table; from=<a@b> to=<x@here.example>",
		    "client 192.0.2.1 a.example given: unknown refused" },
		{ "mx postfix/smtpd[7]: 4XyZ: reject: RCPT from "
		    "a.example[192.0.2.1]: 554 5.7.1 <x@far.example>: Relay "
		    "access denied; from=<a@b> to=<x@far.example>",
		    "client 192.0.2.1 a.example given: relay refused "
		    "key=4XyZ" },
		{ "mx postfix/smtpd[7]: NOQUEUE: reject: RCPT from "
		    "a.example[192.0.2.1]: 554 5.7.1 Service unavailable; "
		    "Client host [192.0.2.1] blocked using bl.example",
		    "client 192.0.2.1 a.example given: refused" },
		{ "mx postfix/smtpd[7]: NOQUEUE: reject: RCPT from a "
		    "b[192.0.2.1]: 550 5.1.1 x", "odd" },
	};

	(void)state;
	teller_check(row, COUNT(row));
}

static void
messages_are_told(void **state)
{
	static const struct teller_row row[] = {
		{ "mx postfix/cleanup[7]: 4XyZ: message-id=<m@b>",
		    ": alias key=4XyZ alias=m@b" },
		{ "mx postfix/cleanup[7]: 4XyZ: milter-reject: END-OF-MESSAGE "
		    "from a[192.0.2.1]: 5.7.1 Spam message rejected; from=",
		    ": scored closes key=4XyZ" },
		{ "mx postfix/virtual[7]: 4XyZ: to=<x@here.example>, "
		    "relay=virtual, delay=1, delays=0/0/0/1, dsn=2.0.0, "
		    "status=sent (delivered to maildir)",
		    ": delivered key=4XyZ" },
		{ "mx postfix/lmtp[7]: 4XyZ: to=<x@here.example>, "
		    "orig_to=<y@here.example>, relay=h[127.0.0.1]:24, "
		    "delay=1, dsn=2.0.0, status=sent (250 ok)",
		    ": delivered key=4XyZ" },
		{ "mx postfix/smtp[7]: 4XyZ: to=<x@far.example>, "
		    "relay=mx.far.example[192.0.2.9]:25, delay=1, dsn=2.0.0, "
		    "status=sent (250 ok)", "mailed 192.0.2.9: key=4XyZ" },
		{ "mx postfix/smtp[7]: 4XyZ: to=<x@far.example>, "
		    "relay=mx.far.example[192.0.2.9]:25, delay=1, dsn=4.0.0, "
		    "status=deferred (451 later)", "nothing" },
		{ "mx postfix/qmgr[7]: 4XyZ: removed", ": closes key=4XyZ" },
		{ "mx postfix/qmgr[7]: 4XyZ: from=<a@b>, size=1, nrcpt=1 "
		    "(queue active)", "nothing" },
	};

	(void)state;
	teller_check(row, COUNT(row));
}

/* Whatever a client says, no other address is spoken of. */
static void
hostile_lines_tell_of_nobody_else(void **state)
{
	static const struct teller_row row[] = {
		{ "mx postfix/virtual[7]: 4X: to=<\"x>, relay=e[198.51.100.6]"
		    ":25, delay=1, status=sent (y\"@here.example>, "
		    "relay=virtual, delay=1, status=sent (delivered)",
		    "odd" },
		{ "mx postfix/smtp[7]: 4X: to=<x>, relay=e[198.51.100.6]:25, "
		    "status=sent (y@here.example>, relay=m[192.0.2.9]:25, "
		    "delay=1, status=sent (250 ok)", "odd" },
		{ "mx postfix/smtpd[7]: connect from x [198.51.100.6] "
		    "y[192.0.2.1]", "odd" },
		{ "mx postfix/smtpd[7]: NOQUEUE: reject: RCPT from "
		    "a[192.0.2.1]: 554 5.7.1 <\"x>: Relay access denied from "
		    "b[198.51.100.6]\"@c>: Relay access denied; from=<>",
		    "client 192.0.2.1 a given: relay refused" },
		{ "mx postfix/smtp[7]: 4X: to=<a>, relay=none, delay=1, "
		    "status=sent (x)", "odd" },
	};

	(void)state;
	teller_check(row, COUNT(row));
}

static void
cut_lines_of_clients_tell_of_nobody(void **state)
{
	static const struct teller_row row[] = {
		{ "mx postfix/smtpd[7]: warning", "nothing" },
		{ "mx postfix/smtpd[7]: 4X: sasl_username=u", "nothing" },
		{ "mx postfix/smtpd[7]: 4X: client=a.example", "odd" },
		{ "mx postfix/smtpd[7]: 4X: reject: RCPT", "odd" },
		{ "mx postfix/smtpd[7]: 4X: reject: RCPT of a[192.0.2.1]: "
		    "550 5.1.1 x", "odd" },
		{ "mx postfix/smtpd[7]: 4X: reject: RCPT from a[192.0.2.1]",
		    "odd" },
		{ "mx postfix/smtpd[7]: 4X: reject: RCPT from a[192.0.2.1]: "
		    "550 5.1.1 x",
		    "client 192.0.2.1 a given: refused key=4X" },
		{ "mx postfix/smtpd[7]: 4X: reject: RCPT from a[192.0.2.1]: "
		    "550 5.1.1 <x@h>: Recipient address rejected: no",
		    "client 192.0.2.1 a given: refused key=4X" },
		{ "mx postfix/smtpd[7]: 4X: reject: RCPT from a[192.0.2.1]: "
		    "454 4.7.1 <x@h>: Relay access denied; from=<>",
		    "client 192.0.2.1 a given: relay refused key=4X" },
		{ "mx postfix/smtpd[7]: 4X: reject: RCPT from a[192.0.2.1]: "
		    "454 4.7.1 <x@h>: Sender address rejected",
		    "client 192.0.2.1 a given: refused key=4X" },
		{ "mx postfix/postscreen[7]: CONNECT from [192.0.2.1]:4 to "
		    "[192.0.2.2]:25", "nothing" },
		{ "mx postfix/postscreen[7]: PREGREET x after 0.1 from "
		    "[192.0.2.1]:4", "odd" },
		{ "mx postfix/postscreen[7]: PREGREET 11 before 0.1 from "
		    "[192.0.2.1]:4", "odd" },
		{ "mx postfix/postscreen[7]: PREGREET 11 after 0.1", "odd" },
		{ "mx postfix/postscreen[7]: PREGREET 11 after 0.1 of "
		    "[192.0.2.1]:4", "odd" },
		{ "mx postfix/postscreen[7]: PREGREET 11 after 0.1 from "
		    "[192.0.2", "odd" },
	};

	(void)state;
	teller_check(row, COUNT(row));
}

static void
cut_lines_of_messages_tell_nothing(void **state)
{
	static const struct teller_row row[] = {
		{ "mx postfix/cleanup[7]: 4X", "nothing" },
		{ "mx postfix/cleanup[7]: NOQUEUE: message-id=<m@b>",
		    "nothing" },
		{ "mx postfix/cleanup[7]: 4X: message-id=m@b", "nothing" },
		{ "mx postfix/cleanup[7]: 4X: resent-message-id=<m@b>",
		    "nothing" },
		{ "mx postfix/cleanup[7]: 4X: milter-reject: END-OF-MESSAGE "
		    "from a[192.0.2.1]: 5.7.1 virus", ": closes key=4X" },
		{ "mx postfix/virtual[7]: to=<x@h>", "nothing" },
		{ "mx postfix/virtual[7]: NOQUEUE: to=<x@h>, relay=virtual",
		    "nothing" },
		{ "mx postfix/virtual[7]: 4X: host not found", "nothing" },
		{ "mx postfix/virtual[7]: 4X: to=x@h, relay=virtual, "
		    "status=sent", "odd" },
		{ "mx postfix/virtual[7]: 4X: to=<x@h>, orig_to=x, "
		    "relay=virtual, status=sent", "odd" },
		{ "mx postfix/virtual[7]: 4X: to=<x@h>, delay=1, status=sent",
		    "odd" },
		{ "mx postfix/virtual[7]: 4X: to=<x@h>, relay=virtual",
		    "odd" },
		{ "mx postfix/virtual[7]: 4X: to=<x@h>, relay=virtual, "
		    "delay=1", "odd" },
		{ "mx postfix/smtp[7]: 4X: to=<x@h>, relay=[192.0.2.9]:25, "
		    "status=sent", "odd" },
		{ "mx postfix/pipe[7]: 4X: to=<x@h>, relay=spam, status=sent "
		    "(ok)", ": delivered key=4X" },
		{ "mx postfix/local[7]: 4X: to=<x@h>, relay=local, "
		    "status=sent (ok)", ": delivered key=4X" },
		{ "mx postfix/qmgr[7]: 4X", "nothing" },
		{ "mx postfix/qmgr[7]: NOQUEUE: removed", "nothing" },
		{ "mx postfix/anvil[7]: 4X: removed", "nothing" },
		{ "mx postfix/inner/smtpd[7]: connect from "
		    "a.example[192.0.2.1]",
		    "client 192.0.2.1 a.example given: connection" },
	};

	(void)state;
	teller_check(row, COUNT(row));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(clients_are_told),
		cmocka_unit_test(refusals_are_told),
		cmocka_unit_test(messages_are_told),
		cmocka_unit_test(hostile_lines_tell_of_nobody_else),
		cmocka_unit_test(cut_lines_of_clients_tell_of_nobody),
		cmocka_unit_test(cut_lines_of_messages_tell_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
