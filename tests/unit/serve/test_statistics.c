/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/statistics.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"

static void
what_is_written_is_read(void **state)
{
	struct statistics s = { .since_s = 1000 }, back = { 0 };
	struct buf out = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < STATISTICS; i++)
		s.n[i] = 1000 * i + 1;
	s.n[STAT_SESSIONS] = UINT64_MAX;
	statistics_write(&out, &s, 2000);
	assert_non_null(buf_text(&out));
	assert_memory_equal(out.data, "dhfd-statistics 1\nsince 1000\n"
	    "at 2000\nfilter.sessions 18446744073709551615\n", 72);
	assert_int_equal(statistics_read(&back, buf_text(&out)), 0);
	assert_int_equal(back.since_s, 1000);
	for (i = 0; i < STATISTICS; i++)
		assert_true(back.n[i] == (i < STAT_NOW_HELD ? s.n[i] : 0));
	buf_free(&out);
}

static void
totals_go_on(void **state)
{
	struct statistics before = { 0 }, now = { .since_s = 5000 };

	(void)state;
	assert_int_equal(statistics_read(&before, "dhfd-statistics 1\n"
	    "since 1000\nat 2000\ngrey.wait 7\nnow.held 5\n"
	    "of.another.version 3\ngrey.new 2\n"), 0);
	now.n[STAT_GREY_WAIT] = 1;
	statistics_go_on(&now, &before);
	assert_int_equal(now.since_s, 1000);
	assert_int_equal(now.n[STAT_GREY_WAIT], 8);
	assert_int_equal(now.n[STAT_GREY_NEW], 2);
	assert_int_equal(now.n[STAT_NOW_HELD], 0);
	assert_int_equal(now.n[STAT_GREY_GREEN], 0);
}

/* What is damaged is counted, and nothing of it taken. */
static void
damaged_lines_are_told_of(void **state)
{
	struct statistics s = { 0 };

	(void)state;
	assert_int_equal(statistics_read(&s, "dhfd-statistics 1\nnonsense\n\n"
	    "grey.green x\ngrey.wait 7 8\ngrey.new 2"), 5);
	assert_int_equal(s.n[STAT_GREY_GREEN], 0);
	assert_int_equal(s.n[STAT_GREY_WAIT], 0);
	assert_int_equal(s.n[STAT_GREY_NEW], 0);
}

static void
other_files_are_none(void **state)
{
	struct statistics before = { 0 }, now = { .since_s = 5000 };

	(void)state;
	assert_int_equal(statistics_read(&before, ""), 1);
	assert_int_equal(statistics_read(&before, "dhfd-statistics 2\n"
	    "since 1\ngrey.wait 7\n"), 1);
	assert_int_equal(statistics_read(&before, "grey.wait 7\n"), 1);
	statistics_go_on(&now, &before);
	assert_int_equal(now.since_s, 5000);
	assert_int_equal(now.n[STAT_GREY_WAIT], 0);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(totals_go_on),
		cmocka_unit_test(damaged_lines_are_told_of),
		cmocka_unit_test(other_files_are_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
