/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/chart.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "report/census.h"

static struct census *c;
static struct buf b;

static int
begin(void **state)
{
	(void)state;
	c = calloc(1, sizeof(*c));
	return c == NULL ? -1 : 0;
}

static int
end(void **state)
{
	(void)state;
	free(c);
	buf_free(&b);
	return 0;
}

/* So many decisions in the minute. */
static void
add(int minute, uint32_t pass, uint32_t block)
{
	const struct timeline_room room = { c->bin, CENSUS_BINS,
		CENSUS_SERIES };
	uint32_t *bin = timeline_bin(&c->timeline, &room, minute * 60);

	bin[CENSUS_PASS] += pass;
	bin[CENSUS_BLOCK] += block;
}

static bool
has(const char *text)
{
	return strstr(buf_text(&b), text) != NULL;
}

static void
scales_are_round(void **state)
{
	static const uint64_t row[][2] = { { 0, 1 }, { 1, 1 }, { 2, 2 },
		{ 3, 5 }, { 7, 10 }, { 11, 20 }, { 21, 25 }, { 26, 50 },
		{ 51, 100 }, { 101, 200 }, { 4999, 5000 } };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++)
		assert_int_equal(chart_scale(row[i][0]), row[i][1]);
	assert_true(chart_scale(UINT64_MAX / 2) >= UINT64_MAX / 2);
}

/* Two minutes, a gap of one, and one more; a height of 4 is full, so that one
 * is a quarter of 1,000. */
static void
steps_stand_upon_each_other_and_gaps_are_gaps(void **state)
{
	(void)state;
	add(100, 1, 3);
	add(101, 1, 0);
	add(103, 2, 0);
	assert_int_equal(chart_most(c), 4);
	chart_actions(&b, c, 4);
	assert_true(has("<path class=p d=\"M0,1000V750H2V1000M3,1000V500"
	    "H4V1000\"/>"));
	assert_true(has("<path class=b d=\"M0,1000V0H1V750H2V1000M3,1000V500"
	    "H4V1000\"/>"));
	assert_true(has("<path class=gap d=\"M2,0H3V1000H2z\"/>"));
	assert_true(has("viewBox=\"0 0 4 1000\""));
}

static void
few_lines_lie_across(void **state)
{
	int hours;

	(void)state;
	for (hours = 1; hours < 100000; hours = hours * 3 + 1) {
		memset(c, 0, sizeof(*c));
		add(0, 1, 0);
		add(hours * 60, 1, 0);
		assert_in_range(timeline_width(&c->timeline) *
		    (int64_t)c->timeline.bins / chart_tick(&c->timeline), 1,
		    8);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(scales_are_round, begin, end),
		cmocka_unit_test_setup_teardown(
		    steps_stand_upon_each_other_and_gaps_are_gaps, begin,
		    end),
		cmocka_unit_test_setup_teardown(few_lines_lie_across, begin,
		    end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
