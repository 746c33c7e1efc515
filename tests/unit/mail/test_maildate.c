/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mail/maildate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Expected: date -u -d "..." +%s of GNU coreutils 9.1. */
static void
maildate_parse_reads_what_servers_write(void **state)
{
	static const struct {
		const char *text;
		int64_t time_s;
		int zone_min;
	} row[] = {
		{ " Wed, 18 Nov 2020 14:49:56 -0800 (PST)", 1605739796, -480 },
		{ "Tue, 21 Oct 2008 20:17:43 +0200 (CEST)", 1224613063, 120 },
		{ " 7 May 2007 19:12:27 -0000", 1178565147, 0 },
		{ "Wed,23 Oct 2024 09:05 +0530", 1729654500, 330 },
		{ "Thu,  1 Aug 2002 23:05:27 EDT", 1028257527, -240 },
		{ "Fri, 15 Nov 2019 15:58:34 GMT", 1573833514, 0 },
		{ "Fri, 15 Nov 2019 15:58:34", 1573833514, 0 },
		{ "Fri, 15 Nov 2019 15:58:34 Z", 1573833514, 0 },
		{ "Fri, 15 Nov 2019 15:58:34 (no zone)", 1573833514, 0 },
		{ "Thu, 01 Jan 1970 00:00:00 +0000", 0, 0 },
		{ "29 Feb 2000 12:00:00 +0000", 951825600, 0 },
		{ "29 Feb 2024 12:00:00 +0000", 1709208000, 0 },
		{ "31 Dec 1969 23:59:59 +0000", -1, 0 },
		{ "1 Jan 70 00:00:00 +0000", 0, 0 },
		{ "1 Jan 24 00:00:00 +0000", 1704067200, 0 },
		{ "1 Jan 49 00:00:00 +0000", INT64_C(2493072000), 0 },
		{ "1 Jan 50 00:00:00 +0000", -631152000, 0 },
		{ "1 Jan 124 00:00:00 +0000", 1704067200, 0 },
		{ "31 dec 2016 23:59:60 +0000", 1483228800, 0 },
		{ "Mon,\r\n\t1 Jan 2024 00:00:00\r\n\t+0000\r\n", 1704067200,
		    0 },
		{ "31 Dec 9999 23:59:59 +0000", INT64_C(253402300799), 0 },
	};
	struct maildate d;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		if (!maildate_parse(&d, row[i].text, strlen(row[i].text)))
			fail_msg("\"%s\"", row[i].text);
		assert_true(d.time_s == row[i].time_s);
		assert_int_equal(d.zone_min, row[i].zone_min);
	}
}

static void
maildate_parse_refuses_what_is_no_date(void **state)
{
	static const char *const text[] = { "", " ", "now",
		"Wed, 18 Nov 2020", "18 Nov 2020 14", "18 Nov 2020 24:00:00",
		"18 Nov 2020 14:60:00", "18 Nov 2020 14:49:61",
		"18 Nov 2020 14:4:00", "18 Nov 2020 14:49:5",
		"31 Nov 2020 14:49:56", "29 Feb 2023 14:49:56",
		"29 Feb 1900 14:49:56", "0 Nov 2020 14:49:56",
		"18 Now 2020 14:49:56", "18 November 2020 14:49:56",
		"18 Nov 0020 14:49:56", "18 Nov 20200 14:49:56",
		"18 Nov 2020 14:49:56 +08:00", "18 Nov 2020 14:49:56 +0860",
		"18 Nov 2020 14:49:56 -800", "18 Nov 2020 :49:56",
		"18 Nov 2020 14::56", "May, 22 2002 10:01:09 PM -0000",
		"(18) Nov 2020 14:49:56", "2020-11-18 14:49:56", "Wed," };
	struct maildate d = { 7, 7 };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(text); i++)
		if (maildate_parse(&d, text[i], strlen(text[i])))
			fail_msg("\"%s\"", text[i]);
	assert_true(d.time_s == 7 && d.zone_min == 7);
}

/* Every day of two centuries, told by gmtime(3). */
static void
maildate_parse_counts_days_as_the_system_does(void **state)
{
	time_t t;
	struct tm tm;
	struct maildate d;
	char text[64];

	(void)state;
	for (t = (time_t)-86400 * 25500; t < (time_t)86400 * 47500;
	    t += 86400) {
		assert_non_null(gmtime_r(&t, &tm));
		(void)strftime(text, sizeof(text), "%d %b %Y %H:%M:%S +0000",
		    &tm);
		assert_true(maildate_parse(&d, text, strlen(text)));
		if (d.time_s != (int64_t)t)
			fail_msg("%s", text);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(maildate_parse_reads_what_servers_write),
		cmocka_unit_test(maildate_parse_refuses_what_is_no_date),
		cmocka_unit_test(
		    maildate_parse_counts_days_as_the_system_does),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
