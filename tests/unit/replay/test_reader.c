/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/reader.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/teller.h"

/* What no frame is known of is not understood; what a program says that nobody
 * asks about is of no use. */
static void
lines_of_nobody_are_odd(void **state)
{
	static const struct teller_row row[] = {
		{ "mx dovecot: imap-login: Login: user=<u>", "nothing" },
		{ "mx postfix-out/smtpd[7]: connect from a[192.0.2.1]",
		    "client 192.0.2.1 a given: connection" },
		{ "whatever", "nothing" },
	};
	struct frame_clock clock = { .now_s = 0 };
	struct telling t;
	struct frame f;

	(void)state;
	teller_check(row, sizeof(row) / sizeof(row[0]));
	assert_int_equal(reader_line(&t, &f, &clock, "whatever", 8), TOLD_ODD);
	assert_int_equal(reader_line(&t, &f, &clock, "", 0), TOLD_ODD);
	assert_int_equal(reader_line(&t, &f, &clock, "\0\0", 2), TOLD_ODD);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_of_nobody_are_odd),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
