/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/moment.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define NOW INT64_C(1764417600) /* 2025-11-29 12:00:00 UTC */

static void
moments_are_read(void **state)
{
	static const struct {
		const char *text;
		int64_t begin, end;
	} row[] = {
		{ "2025-11-28", 1764288000, 1764374400 },
		{ "2025-11-28T10:00:00Z", 1764324000, 1764324000 },
		{ "7d", NOW - 604800, NOW - 604800 },
		{ "12h", NOW - 43200, NOW - 43200 },
	};
	int64_t got;
	struct err e;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		assert_int_equal(moment_parse(&got, row[i].text, false, NOW,
		    &e), 0);
		assert_int_equal(got, row[i].begin);
		assert_int_equal(moment_parse(&got, row[i].text, true, NOW,
		    &e), 0);
		assert_int_equal(got, row[i].end);
	}
}

static void
what_is_no_time_is_wrong(void **state)
{
	static const char *const row[] = { "", "yesterday", "2025-11-28 x",
		"2025-13-01", "-7d" };
	int64_t got;
	struct err e;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		assert_int_equal(moment_parse(&got, row[i], false, NOW, &e),
		    -1);
		assert_int_equal(e.class, ERR_PERM);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(moments_are_read),
		cmocka_unit_test(what_is_no_time_is_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
