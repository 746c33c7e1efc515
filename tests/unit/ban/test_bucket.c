/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ban/bucket.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* How many of count that are asked for at now_ms. */
static unsigned
taken(struct bucket *b, int64_t now_ms, unsigned count)
{
	unsigned n = 0;

	while (count-- > 0)
		n += bucket_take(b, now_ms);
	return n;
}

static void
a_full_one_has_a_burst_and_then_the_rate(void **state)
{
	static const int64_t start = INT64_C(1) << 40;
	struct bucket b;

	(void)state;
	bucket_init(&b, start);
	assert_int_equal(taken(&b, start, 5000), 1000);
	assert_int_equal(taken(&b, start + 9, 5000), 0);
	assert_int_equal(taken(&b, start + 10, 5000), 1);
	assert_int_equal(taken(&b, start + 1010, 5000), 100);
	assert_int_equal(taken(&b, start + 11010, 5000), 1000);
	assert_int_equal(taken(&b, start + 10 * INT64_C(86400000), 5000),
	    1000);
}

/* Asked once a millisecond, nothing is lost between two looks. */
static void
looking_often_gives_no_more_and_no_less(void **state)
{
	struct bucket b;
	int64_t ms;
	unsigned n = 0;

	(void)state;
	bucket_init(&b, 0);
	(void)taken(&b, 0, 1000);
	for (ms = 1; ms <= 60000; ms++)
		n += taken(&b, ms, 3);
	assert_int_equal(n, 6000);
}

static void
a_clock_that_stands_or_goes_back_gives_nothing(void **state)
{
	struct bucket b;

	(void)state;
	bucket_init(&b, 1000000);
	assert_int_equal(taken(&b, 1000000, 2000), 1000);
	assert_int_equal(taken(&b, 0, 2000), 0);
	assert_int_equal(taken(&b, 100, 2000), 10);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_full_one_has_a_burst_and_then_the_rate),
		cmocka_unit_test(looking_often_gives_no_more_and_no_less),
		cmocka_unit_test(
		    a_clock_that_stands_or_goes_back_gives_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
