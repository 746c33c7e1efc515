/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define NOW 1767225600
#define DAY 86400
#define YEARS (INT64_C(3650) * DAY)

static void
clock_follows_a_day_a_minute(void **state)
{
	static const struct {
		int64_t other, now; /* both from NOW on */
	} rows[] = {
		{ 0, 0 },
		{ 5, 5 },
		{ DAY + 5, DAY + 5 }, /* a day at once */
		{ DAY, DAY },         /* and back */
		{ YEARS, 2 * DAY },   /* years: a day */
		{ YEARS + 59, 2 * DAY },
		{ YEARS + 60, 3 * DAY },
		{ 3 * DAY + 61, 3 * DAY + 61 }, /* and it is well again */
		{ -YEARS, 2 * DAY + 61 },
		{ -YEARS + 60, DAY + 61 },
		{ -YEARS - 100, 61 }, /* back within the minute: no minute */
		{ 0, 0 },
	};
	struct clock c = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		int64_t now = clock_follow(&c, NOW + rows[i].other);

		if (now != NOW + rows[i].now)
			fail_msg("row %zu: %lld", i, (long long)(now - NOW));
	}
}

static void
clock_within_is_a_span_behind(void **state)
{
	(void)state;
	assert_false(clock_within(9, 10, 5));
	assert_true(clock_within(10, 10, 5));
	assert_true(clock_within(14, 10, 5));
	assert_false(clock_within(15, 10, 5));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(clock_follows_a_day_a_minute),
		cmocka_unit_test(clock_within_is_a_span_behind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
