/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/num.h"

#include <inttypes.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void
num_unsigned_takes_digits_up_to_max(void **state)
{
	static const struct {
		const char *in;
		unsigned max;
		int want; /* -1: refused */
	} row[] = {
		{ "0", 0, 0 }, { "7", 7, 7 }, { "8", 7, -1 }, { "007", 7, 7 },
		{ "", 9, -1 }, { " 1", 9, -1 }, { "1 ", 9, -1 },
		{ "+1", 9, -1 }, { "-1", 9, -1 }, { "1.0", 9, -1 },
		{ "0x1", 9, -1 }, { "65535", 65535, 65535 },
		{ "65536", 65535, -1 }, { "4294967297", 10, -1 },
		{ "18446744073709551617", 10, -1 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		struct err e = { 0 };
		unsigned n = 4242;
		int rc = num_unsigned(&n, row[i].in, row[i].max, &e);

		if (rc != (row[i].want == -1 ? -1 : 0) ||
		    n != (row[i].want == -1 ? 4242u : (unsigned)row[i].want))
			fail_msg("\"%s\": %d %u", row[i].in, rc, n);
		assert_int_equal(e.class, rc == 0 ? ERR_NONE : ERR_PERM);
	}
	assert_int_equal(num_unsigned(&(unsigned){ 0 }, "4294967295",
	    UINT32_MAX, &(struct err){ 0 }), 0);
}

static void
num_score_is_thousandths(void **state)
{
	static const struct {
		const char *in;
		int32_t want;
	} row[] = {
		{ "0", 0 }, { "-0", 0 }, { "1", 1000 }, { "+1", 1000 },
		{ "-1.5", -1500 }, { "2.5", 2500 }, { "0.001", 1 },
		{ "-0.001", -1 }, { "0.010", 10 }, { "0.1", 100 },
		{ "12.34", 12340 }, { "999.999", 999999 },
		{ "1000", 1000000 }, { "-1000.000", -1000000 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		struct err e;
		int32_t got;

		assert_int_equal(num_score(&got, row[i].in, &e), 0);
		assert_int_equal(got, row[i].want);
	}
}

static void
num_score_refuses(void **state)
{
	static const char *const text[] = { "", "-", "+", ".", ".5", "1.",
		"1.2345", "1000.001", "-1001", "--1", "+-1", "1e3", "1,5",
		"1.-5", "1 ", " 1", "0x1", "1.5.5", "nan",
		"99999999999999999999" };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(text); i++) {
		struct err e = { 0 };
		int32_t got = 4242;

		if (num_score(&got, text[i], &e) != -1 || got != 4242)
			fail_msg("took \"%s\"", text[i]);
		assert_int_equal(e.class, ERR_PERM);
	}
}

static void
num_score_format_has_no_needless_zero(void **state)
{
	static const struct {
		int32_t in;
		const char *want;
	} row[] = {
		{ 0, "0" }, { 1, "0.001" }, { -1, "-0.001" }, { 10, "0.01" },
		{ 100, "0.1" }, { 101, "0.101" }, { 1000, "1" },
		{ -1500, "-1.5" }, { 1050, "1.05" }, { 1005, "1.005" },
		{ 1000000, "1000" }, { INT32_MAX, "2147483.647" },
		{ INT32_MIN, "-2147483.648" },
	};
	char got[NUM_SCORE_SIZE];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		num_score_format(row[i].in, got);
		assert_string_equal(got, row[i].want);
	}
}

static void
num_score_format_and_score_are_inverse(void **state)
{
	char text[NUM_SCORE_SIZE];
	struct err e;
	int32_t n, got;

	(void)state;
	for (n = -1000000; n <= 1000000; n += n % 7 == 0 ? 1 : 89) {
		num_score_format(n, text);
		assert_int_equal(num_score(&got, text, &e), 0);
		assert_int_equal(got, n);
	}
}

static void
num_duration_is_seconds(void **state)
{
	static const struct {
		const char *in;
		unsigned want; /* 4242: refused */
	} row[] = {
		{ "0", 0 }, { "300", 300 }, { "300s", 300 }, { "5m", 5 * 60 },
		{ "24h", 24 * 3600 }, { "36d", 36 * 86400 },
		{ "3653d", 3653u * 86400 }, { "315619200", 315619200 },
		{ "3653.000d", 3653u * 86400 }, { "0315619200", 315619200 },
		{ "3654d", 4242 }, { "315619201", 4242 }, { "", 4242 },
		{ "3653.001d", 4242 }, { "315619200001ms", 4242 },
		{ "s", 4242 }, { "1w", 4242 }, { "1 h", 4242 },
		{ "1hh", 4242 }, { "1H", 4242 }, { "-1s", 4242 },
		{ "1.5h", 5400 }, { "0.25d", 21600 }, { "0.1m", 6 },
		{ "0.125d", 10800 }, { "2.0s", 2 }, { "3000ms", 3 },
		{ "1h30m", 4242 }, { "1.5s", 4242 }, { "1500ms", 4242 },
		{ "0.001m", 4242 }, { "1.5", 4242 }, { "2.0", 4242 },
		{ ".5m", 4242 }, { "1.m", 4242 }, { "1.2345d", 4242 },
		{ "1.5.5s", 4242 }, { "1,5h", 4242 }, { "0x10s", 4242 },
		{ "4294967296s", 4242 }, { "4294967297", 4242 },
		{ "18446744073709551617s", 4242 },
		{ "99999999999999999999d", 4242 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		struct err e;
		unsigned got = 4242;
		int rc = num_duration(&got, row[i].in, NUM_SECONDS,
		    3653u * 86400, &e);

		if (rc != (row[i].want == 4242 ? -1 : 0) ||
		    got != row[i].want)
			fail_msg("\"%s\": %d %u", row[i].in, rc, got);
	}
}

static void
num_duration_is_milliseconds(void **state)
{
	static const struct {
		const char *in;
		unsigned want; /* 4242: refused */
	} row[] = {
		{ "0", 0 }, { "1500", 1500 }, { "1.5s", 1500 },
		{ "900ms", 900 }, { "0.333s", 333 }, { "1m", 60000 },
		{ "60s", 60000 }, { "60000", 60000 }, { "0.016h", 57600 },
		{ "1.0ms", 1 }, { "1.001m", 4242 }, { "60001", 4242 },
		{ "60.001s", 4242 }, { "1h", 4242 }, { "0.5ms", 4242 },
		{ "1.5", 4242 }, { "soon", 4242 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		struct err e;
		unsigned got = 4242;
		int rc = num_duration(&got, row[i].in, NUM_MS, 60000, &e);

		if (rc != (row[i].want == 4242 ? -1 : 0) ||
		    got != row[i].want)
			fail_msg("\"%s\": %d %u", row[i].in, rc, got);
	}
}

/* No wrap, however long it may be. */
static void
num_duration_takes_the_longest(void **state)
{
	struct err e;
	unsigned got;

	(void)state;
	assert_int_equal(num_duration(&got, "4294967295", NUM_SECONDS,
	    UINT_MAX, &e), 0);
	assert_int_equal(got, UINT_MAX);
	assert_int_equal(num_duration(&got, "49710.5d", NUM_SECONDS, UINT_MAX,
	    &e), -1);
	assert_int_equal(num_duration(&got, "4294967295.999d", NUM_SECONDS,
	    UINT_MAX, &e), -1);
	assert_int_equal(got, UINT_MAX);
}

static void
num_duration_says_what_to_write(void **state)
{
	static const char *const row[][2] = {
		{ "1.5", "\"1.5\" is not a duration: write a number with ms, "
		    "s, m, h or d, as in 1.5s, or a whole number of s" },
		{ "2h", "\"2h\" is too long: write at most 3600s" },
		{ "1500ms", "\"1500ms\" is no whole number of seconds: write "
		    "one, as in 90s" },
	};
	struct err e;
	unsigned got;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		assert_int_equal(num_duration(&got, row[i][0], NUM_SECONDS,
		    3600, &e), -1);
		assert_int_equal(e.class, ERR_PERM);
		assert_string_equal(e.msg, row[i][1]);
	}
}

static void
num_day_ends_when_date_says(void **state)
{
	/* date -u -d 'the day after' +%s, GNU coreutils */
	static const struct {
		const char *in;
		int64_t want;
	} row[] = {
		{ "1970-01-01", 86400 },
		{ "1972-02-29", 68256000 },
		{ "1998-12-31", 915148800 },
		{ "2000-02-29", 951868800 },
		{ "2024-02-29", 1709251200 },
		{ "2027-06-30", 1814400000 },
		{ "2038-01-19", 2147558400 },
		{ "2100-02-28", 4107542400 },
		{ "9999-12-31", 253402300800 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		struct err e;
		int64_t got;

		assert_int_equal(num_day_end(&got, row[i].in, &e), 0);
		assert_int_equal(got, row[i].want);
	}
}

/* Count every day of 430 years, leap years by their rule in words. */
static void
num_days_follow_each_other(void **state)
{
	static const unsigned length[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30,
		31, 30, 31 };
	int64_t want = 0, got;
	unsigned y, m, d;
	char text[48];
	struct err e;

	(void)state;
	for (y = 1970; y < 2400; y++)
		for (m = 1; m <= 12; m++) {
			int leap = y % 400 == 0 || (y % 4 == 0 &&
			    y % 100 != 0);
			unsigned n = length[m - 1] + (m == 2 && leap);

			for (d = 1; d <= n; d++) {
				(void)snprintf(text, sizeof(text),
				    "%04u-%02u-%02u", y, m, d);
				want += 86400;
				assert_int_equal(num_day_end(&got, text, &e),
				    0);
				assert_int_equal(got, want);
			}
			(void)snprintf(text, sizeof(text), "%04u-%02u-%02u",
			    y, m, d);
			assert_int_equal(num_day_end(&got, text, &e), -1);
		}
}

static void
num_day_refuses(void **state)
{
	static const char *const text[] = { "", "2027", "2027-6-30",
		"2027-06-3", "2027-06-31", "2027-00-01", "2027-13-01",
		"2027-01-00", "2027-02-29", "2100-02-29", "1900-02-28",
		"1969-12-31", "2027/06/30", "2027-06-30 ", " 2027-06-30",
		"02027-06-30", "+027-06-30", "2027-06-30T00:00Z",
		"10000-01-01", "27-06-30" };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(text); i++) {
		struct err e = { 0 };
		int64_t got = 4242;

		if (num_day_end(&got, text[i], &e) != -1 || got != 4242)
			fail_msg("took \"%s\"", text[i]);
		assert_int_equal(e.class, ERR_PERM);
	}
}

static void
num_format_writes_as_printf(void **state)
{
	static const uint64_t row[] = { 0, 9, 10, 99, 100, 4294967295,
		4294967296, 9999999999999999999u, UINT64_MAX };
	char got[21], want[32];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		(void)snprintf(want, sizeof(want), "%" PRIu64, row[i]);
		assert_int_equal(num_format(row[i], got), strlen(want));
		assert_string_equal(got, want);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(num_unsigned_takes_digits_up_to_max),
		cmocka_unit_test(num_score_is_thousandths),
		cmocka_unit_test(num_score_refuses),
		cmocka_unit_test(num_score_format_has_no_needless_zero),
		cmocka_unit_test(num_score_format_and_score_are_inverse),
		cmocka_unit_test(num_duration_is_seconds),
		cmocka_unit_test(num_duration_is_milliseconds),
		cmocka_unit_test(num_duration_takes_the_longest),
		cmocka_unit_test(num_duration_says_what_to_write),
		cmocka_unit_test(num_day_ends_when_date_says),
		cmocka_unit_test(num_days_follow_each_other),
		cmocka_unit_test(num_day_refuses),
		cmocka_unit_test(num_format_writes_as_printf),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
