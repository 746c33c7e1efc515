/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/utc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Expected: date -u of GNU coreutils 9.1. */
static void
utc_agrees_with_date(void **state)
{
	static const struct {
		const char *text;
		int64_t time_s;
		int year, month, day;
	} row[] = {
		{ "1970-01-01T00:00:00Z", 0, 1970, 1, 1 },
		{ "1969-12-31T23:59:59Z", -1, 1969, 12, 31 },
		{ "2000-02-29T12:00:00Z", 951825600, 2000, 2, 29 },
		{ "2000-03-01T00:00:00Z", 951868800, 2000, 3, 1 },
		{ "1900-03-01T00:00:00Z", -2203891200, 1900, 3, 1 },
		{ "2024-02-29T12:00:00Z", 1709208000, 2024, 2, 29 },
		{ "2026-11-29T15:04:05Z", 1795964645, 2026, 11, 29 },
		{ "1000-01-01T00:00:00Z", INT64_C(-30610224000), 1000, 1, 1 },
		{ "9999-12-31T23:59:59Z", INT64_C(253402300799), 9999, 12,
		    31 },
	};
	char text[UTC_SIZE];
	int64_t days;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		utc_format(row[i].time_s, text);
		assert_string_equal(text, row[i].text);
		days = row[i].time_s / 86400 -
		    (row[i].time_s % 86400 < 0 ? 1 : 0);
		assert_int_equal(utc_days(row[i].year, row[i].month,
		    row[i].day), days);
	}
}

static void
utc_format_has_four_digits_or_none(void **state)
{
	static const int64_t row[] = { INT64_C(-30610224001), INT64_MIN,
		INT64_C(253402300800), INT64_MAX };
	char text[UTC_SIZE];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		utc_format(row[i], text);
		assert_string_equal(text, "-");
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(utc_agrees_with_date),
		cmocka_unit_test(utc_format_has_four_digits_or_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
