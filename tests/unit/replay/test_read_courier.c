/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/read_courier.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/teller.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void
courier_is_read(void **state)
{
	static const struct teller_row row[] = {
		{ "mx courieresmtpd: started,ip=[::ffff:192.0.2.1]",
		    "client 192.0.2.1 untold: connection" },
		{ "mx courieresmtpd: started,ip=[2001:db8::1],port=[4711]",
		    "client 2001:db8::1 untold: connection" },
		{ "mx courieresmtpd: error,relay=::ffff:192.0.2.1,port=4,"
		    "from=<a@b>,to=<x@here.example>: 550 User unknown.",
		    "client 192.0.2.1 untold: unknown refused" },
		{ "mx courieresmtpd: error,relay=::ffff:192.0.2.1,from=<a@b>,"
		    "to=<x@far.example>: 513 Relaying denied.",
		    "client 192.0.2.1 untold: relay refused" },
		{ "mx courierd: newmsg,id=01.02: dns; helo (mx.b.example "
		    "[::ffff:192.0.2.1])",
		    "client 192.0.2.1 mx.b.example given: opens key=01.02" },
		{ "mx courierd: newmsg,id=01.02: dns; helo "
		    "([::ffff:192.0.2.1])",
		    "client 192.0.2.1 untold: opens key=01.02" },
		{ "mx courierd: newmsg,id=01.02: dns; helo (softdnserr "
		    "[::ffff:192.0.2.1])",
		    "client 192.0.2.1 untold: opens key=01.02" },
		{ "mx courierd: started,id=01.02,from=<a@b>,module=local",
		    "nothing" },
		{ "mx courierlocal: id=01.02,from=<a@b>,addr=<x>,size=4,"
		    "success: Message delivered.", ": delivered key=01.02" },
		{ "mx courieresmtp: id=01.02,from=<a@b>,addr=<x@far.example>,"
		    "size=4,success: delivered: mx.far.example "
		    "[::ffff:192.0.2.9]", "mailed 192.0.2.9: key=01.02" },
		{ "mx courierd: completed,id=01.02", ": closes key=01.02" },
	};

	(void)state;
	teller_check(row, COUNT(row));
}

static void
hostile_lines_tell_of_nobody_else(void **state)
{
	static const struct teller_row row[] = {
		{ "mx courierd: newmsg,id=01.02: dns; x (e [198.51.100.6]) "
		    "(b [192.0.2.1])",
		    "client 192.0.2.1 b given: opens key=01.02" },
		{ "mx courieresmtp: id=01.02,from=<x,success: delivered: e "
		    "[198.51.100.6]>,addr=<x>,size=4,success: delivered: m "
		    "[192.0.2.9]", "odd" },
		{ "mx courieresmtpd: started,ip=[x]", "odd" },
	};

	(void)state;
	teller_check(row, COUNT(row));
}

static void
cut_and_odd_lines_tell_of_nobody(void **state)
{
	static const struct teller_row row[] = {
		{ "mx courieresmtpd: stopped", "nothing" },
		{ "mx courieresmtpd: error,relay=::ffff:192.0.2.1", "odd" },
		{ "mx courieresmtpd: error,relay=a.example,from=<a@b>",
		    "odd" },
		{ "mx courieresmtpd: "
		    "error,relay=192.0.2.1,from=<a@b>,to=<x@h>: 550 User "
		    "unknown", "client 192.0.2.1 untold: unknown refused" },
		{ "mx courieresmtpd: "
		    "error,relay=192.0.2.1,from=<a@b>,to=<x@h>: 513 Relaying "
		    "denied", "client 192.0.2.1 untold: relay refused" },
		{ "mx courieresmtpd: "
		    "error,relay=192.0.2.1,from=<a@b>,to=<x@h>: 517 No",
		    "client 192.0.2.1 untold: refused" },
		{ "mx courierd: newmsg,id=01.02", "nothing" },
		{ "mx courierd: newmsg,id=01.02: uucp; b", "nothing" },
		{ "mx courierd: newmsg,id=01.02: dns; helo (b [192.0.2.1]",
		    "odd" },
		{ "mx courierd: newmsg,id=01.02: dns; helo b [192.0.2.1])",
		    "odd" },
		{ "mx courierd: newmsg,id=01.02: dns; helo (b[192.0.2.1])",
		    "odd" },
		{ "mx courierd: newmsg,id=01.02: dns; helo (b 192.0.2.1)",
		    "odd" },
		{ "mx courierd: newmsg,id=01.02: dns; helo (b [192.0.2.1] x)",
		    "odd" },
		{ "mx courierlocal: 01.02,from=<a@b>", "nothing" },
		{ "mx courierlocal: id=01.02", "nothing" },
		{ "mx courierlocal: id=01.02,from=<a@b>,status: deferred",
		    "nothing" },
		{ "mx courieresmtp: 01.02,success: delivered: m [192.0.2.9]",
		    "nothing" },
		{ "mx courieresmtp: id=01.02", "nothing" },
		{ "mx courieresmtp: id=01.02,from=<a@b>,status: deferred",
		    "nothing" },
		{ "mx courieresmtp: id=01.02,size=4,success: delivered: "
		    "[192.0.2.9]", "odd" },
		{ "mx courieresmtp: id=01.02,size=4,success: delivered: "
		    "m[192.0.2.9]", "odd" },
		{ "mx courieresmtp: id=01.02,size=4,success: delivered: m "
		    "192.0.2.9", "odd" },
	};

	(void)state;
	teller_check(row, COUNT(row));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(courier_is_read),
		cmocka_unit_test(hostile_lines_tell_of_nobody_else),
		cmocka_unit_test(cut_and_odd_lines_tell_of_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
