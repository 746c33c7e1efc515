/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/timeline.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MOST 10
#define DAY 86400

static uint32_t n[MOST * 2];
static const struct timeline_room room = { n, MOST, 2 };
static struct timeline t;

static int
begin(void **state)
{
	(void)state;
	memset(n, 0, sizeof(n));
	t = (struct timeline){ 0 };
	return 0;
}

static void
add(int64_t at_s)
{
	uint32_t *bin = timeline_bin(&t, &room, at_s);

	assert_non_null(bin);
	bin[0]++;
	bin[1] += 2;
}

static void
is(size_t bin, uint32_t want)
{
	assert_true(bin < t.bins);
	assert_int_equal(n[bin * 2], want);
	assert_int_equal(n[bin * 2 + 1], 2 * want);
}

static void
bins_are_minutes_at_first(void **state)
{
	(void)state;
	add(1200);
	add(1259);
	add(1260 + 8 * 60);
	assert_int_equal(timeline_width(&t), 60);
	assert_int_equal(timeline_begin(&t), 1200);
	assert_int_equal(t.bins, MOST);
	is(0, 2);
	is(9, 1);
	is(5, 0);
}

static void
bins_join_when_a_time_has_none(void **state)
{
	(void)state;
	add(1200);    /* 00:20 */
	add(1740);    /* 00:29 */
	add(1860);    /* 00:31: eleven minutes do not fit */
	assert_int_equal(timeline_width(&t), 300);
	assert_int_equal(timeline_begin(&t), 1200);
	assert_int_equal(t.bins, 3);
	is(0, 1);
	is(1, 1);
	is(2, 1);
	add(1200 + 3 * DAY);
	assert_int_equal(timeline_width(&t), 12 * 3600);
	assert_int_equal(timeline_begin(&t), 0);
	is(0, 3);
	is(6, 1);
}

static void
earlier_times_make_room_before_the_first(void **state)
{
	(void)state;
	add(6000);
	add(6000 - 4 * 60);
	assert_int_equal(timeline_begin(&t), 6000 - 240);
	assert_int_equal(t.bins, 5);
	is(0, 1);
	is(4, 1);
	add(-600); /* before 1970 */
	assert_true(timeline_begin(&t) <= -600);
	is(0, 1);
}

/* Whatever the order of lines, the bins are the same. */
static void
no_order_makes_a_difference(void **state)
{
	static const int64_t at[] = { 7 * DAY, 3 * DAY + 5, 60, DAY, 2 * DAY,
		5 * DAY + 7000, 61, 7 * DAY - 1 };
	const size_t len = sizeof(at) / sizeof(at[0]);
	struct timeline first;
	uint32_t want[MOST * 2];
	size_t i, turn;

	(void)state;
	for (turn = 0; turn < len; turn++) {
		(void)begin(NULL);
		for (i = 0; i < len; i++)
			add(at[(i * 3 + turn) % len]);
		if (turn == 0) {
			first = t;
			memcpy(want, n, sizeof(n));
		}
		assert_int_equal(t.first, first.first);
		assert_int_equal(t.step, first.step);
		assert_int_equal(t.bins, first.bins);
		assert_memory_equal(n, want, t.bins * 2 * sizeof(n[0]));
	}
}

static void
what_is_too_far_away_has_no_bin(void **state)
{
	(void)state;
	add(0);
	assert_null(timeline_bin(&t, &room, INT64_C(400) * 365 * DAY));
	is(0, 1);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(bins_are_minutes_at_first, begin),
		cmocka_unit_test_setup(bins_join_when_a_time_has_none, begin),
		cmocka_unit_test_setup(
		    earlier_times_make_room_before_the_first, begin),
		cmocka_unit_test_setup(no_order_makes_a_difference, begin),
		cmocka_unit_test_setup(what_is_too_far_away_has_no_bin, begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
