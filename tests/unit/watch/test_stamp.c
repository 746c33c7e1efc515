/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/stamp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define NOW INT64_C(1764417600) /* 2025-11-29 12:00:00 UTC */

/* Seconds by date(1); TAI64N as tai64n(1) wrote them then. */
static void
stamps_are_read(void **state)
{
	static const struct {
		const char *line;
		int64_t want;
		size_t used;
	} row[] = {
		{ "2025-11-29T10:00:00Z x", 1764410400, 21 },
		{ "2025-11-29T10:00:00.123456+01:00 mx x", 1764406800, 33 },
		{ "2025-11-29T10:00:00-0530 x", 1764430200, 25 },
		{ "2025-11-29 10:00:00 x", 1764406800, 20 },
		{ "2025-11-29 10:00:00 +0000 x", 1764410400, 26 },
		{ "2025-11-29 10:00:00.5 H=x", 1764406800, 22 },
		{ "2025-11-29_10:00:00.12345 x", 1764410400, 26 },
		{ "2024-02-29T00:00:00Z", 1709164800, 20 },
		{ "1999-12-31T23:59:60Z x", 946684800, 21 },
		{ "Nov 29 10:00:00 mx x", 1764406800, 16 },
		{ "Nov  9 10:00:00 mx x", 1762678800, 16 },
		{ "Nov 30 10:00:00 mx x", 1764493200, 16 },  /* tomorrow */
		{ "Dec 24 10:00:00 mx x", 1735030800, 16 },  /* last year's */
		{ "Jul  1 12:00:00 mx x", 1751364000, 16 },  /* summer time */
		{ "@40000000692ac42a0d8f5a3c x", 1764410400, 26 },
		{ "1764410400.123 x", 1764410400, 15 },
		{ "1764410400 x", 1764410400, 11 },
	};
	int64_t got;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		got = 0;
		assert_int_equal(stamp_read(&got, row[i].line,
		    strlen(row[i].line), NOW), row[i].used);
		if (got != row[i].want)
			fail_msg("%s: %lld", row[i].line, (long long)got);
	}
}

static void
what_is_no_stamp_is_left(void **state)
{
	static const char *const row[] = { "", "x", "Nov", "Nov 29",
		"Nov 29 10:00", "Nov 32 10:00:00 x", "Nox 29 10:00:00 x",
		"2025-13-29T10:00:00Z", "2025-11-29", "2025-11-29X10:00:00",
		"2025-11-29T24:00:00Z", "2025-11-29T10:00:00Zx",
		"@400000006", "@g0000000692abc2a0d8f5a3c x",
		"@80000000692ac42a0d8f5a3c x", "@ffffffffffffffff0d8f5a3c x",
		"@00000000692ac42a0d8f5a3c x", "1764410400",
		"12345 > 550 no", "4711 x", "postfix/smtpd[1]: x" };
	int64_t got = 77;
	size_t i, len;

	(void)state;
	for (i = 0; i < COUNT(row); i++)
		if (stamp_read(&got, row[i], strlen(row[i]), NOW) != 0)
			fail_msg("%s: %lld", row[i], (long long)got);
	assert_int_equal(got, 77);
	/* every cut, without a byte behind it */
	for (i = 0; i < COUNT(row); i++)
		for (len = 0; len <= strlen(row[i]); len++) {
			char *cut = malloc(len + 1);

			memcpy(cut, row[i], len);
			(void)stamp_read(&got, cut, len, NOW);
			free(cut);
		}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(stamps_are_read),
		cmocka_unit_test(what_is_no_stamp_is_left),
	};

	/* an hour east, two in summer */
	(void)setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
	tzset();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
