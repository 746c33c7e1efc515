/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/figure.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char out[FIGURE_SIZE];

static void
numbers_are_grouped(void **state)
{
	(void)state;
	assert_string_equal(figure_count(out, 0), "0");
	assert_string_equal(figure_count(out, 999), "999");
	assert_string_equal(figure_count(out, 1000), "1,000");
	assert_string_equal(figure_count(out, 1204331), "1,204,331");
	assert_string_equal(figure_count(out, UINT64_MAX),
	    "18,446,744,073,709,551,615");
}

static void
shares_tell_little_from_nothing(void **state)
{
	(void)state;
	assert_string_equal(figure_share(out, 0, 0), "-");
	assert_string_equal(figure_share(out, 0, 7), "0.0 %");
	assert_string_equal(figure_share(out, 1, 3), "33.3 %");
	assert_string_equal(figure_share(out, 7, 7), "100.0 %");
	assert_string_equal(figure_share(out, 1, 1000), "0.1 %");
	assert_string_equal(figure_share(out, 999, 1000), "99.9 %");
	assert_string_equal(figure_share(out, 1, 2000), "<0.1 %");
	assert_string_equal(figure_share(out, 1999, 2000), ">99.9 %");
}

static void
changes_are_in_points(void **state)
{
	(void)state;
	assert_string_equal(figure_change(out, 3, 10, 1, 10), "+20.0");
	assert_string_equal(figure_change(out, 1, 10, 31, 100), "-21.0");
	assert_string_equal(figure_change(out, 1, 10, 10, 100), "0.0");
	assert_string_equal(figure_change(out, 1, 10, 0, 0), "");
	assert_string_equal(figure_change(out, 0, 0, 1, 10), "");
}

static void
times_and_ages(void **state)
{
	(void)state;
	assert_string_equal(figure_time(out, 1764410400), "2025-11-29 10:00");
	assert_string_equal(figure_time(out, INT64_MIN), "-");
	assert_string_equal(figure_local(out, 1764410400),
	    "2025-11-29 11:00 CET");
	assert_string_equal(figure_local(out, INT64_MIN), "-");
	assert_string_equal(figure_age(out, 0), "0 s");
	assert_string_equal(figure_age(out, 200), "3 min");
	assert_string_equal(figure_age(out, 86400), "24 h");
	assert_string_equal(figure_age(out, 12 * 86400 + 5), "12 d");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_grouped),
		cmocka_unit_test(shares_tell_little_from_nothing),
		cmocka_unit_test(changes_are_in_points),
		cmocka_unit_test(times_and_ages),
	};

	(void)setenv("TZ", "CET-1", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
