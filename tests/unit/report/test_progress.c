/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/progress.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <unistd.h>

static int pipes[2];

static int
begin(void **state)
{
	(void)state;
	return pipe(pipes);
}

static int
end(void **state)
{
	(void)state;
	close(pipes[0]);
	return 0;
}

/* What was written, all of it. */
static const char *
said(void)
{
	static char text[500];
	ssize_t n;

	close(pipes[1]);
	n = read(pipes[0], text, sizeof(text) - 1);
	text[n > 0 ? n : 0] = '\0';
	return text;
}

static void
a_short_run_says_nothing(void **state)
{
	struct progress p = { .fd = pipes[1], .began_ms = 1000 };

	(void)state;
	progress_tell(&p, 1000 + PROGRESS_SILENT_MS - 1, 5, 7);
	progress_end(&p);
	assert_string_equal(said(), "");
}

static void
a_long_one_says_how_far_it_is(void **state)
{
	struct progress p = { .fd = pipes[1], .began_ms = 1000, .total = 100 };

	(void)state;
	progress_tell(&p, 1000 + PROGRESS_SILENT_MS, 25, 7);
	progress_tell(&p, 1000 + PROGRESS_SILENT_MS + 1, 26, 8);
	progress_end(&p);
	progress_end(&p);
	assert_string_equal(said(), "\r\033[K7 lines, 25 %, 6 s left\r\033[K");
}

/* How long it will take is told where that is known; what is told again, after
 * a while, is written over. */
static void
what_is_left_is_told_where_it_is_known(void **state)
{
	static const struct {
		uint64_t total, done;
	} row[] = { { 0, 5 }, { 100, 0 }, { 100, 101 } };
	struct progress p = { .fd = pipes[1] };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		p.total = row[i].total;
		progress_tell(&p, PROGRESS_SILENT_MS + (int64_t)i *
		    PROGRESS_EVERY_MS, row[i].done, 7 + i);
	}
	p.total = 100;
	progress_tell(&p, 10 * PROGRESS_SILENT_MS + 10 * PROGRESS_EVERY_MS,
	    100, 10);
	assert_string_equal(said(), "\r\033[K7 lines\r\033[K8 lines\r\033[K"
	    "9 lines\r\033[K10 lines, 100 %, 0 s left");
}

static void
without_a_terminal_there_is_none(void **state)
{
	struct progress p = { .fd = -1 };

	(void)state;
	progress_tell(&p, 100000, 5, 7);
	progress_end(&p);
	assert_string_equal(said(), "");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_short_run_says_nothing,
		    begin, end),
		cmocka_unit_test_setup_teardown(a_long_one_says_how_far_it_is,
		    begin, end),
		cmocka_unit_test_setup_teardown(
		    what_is_left_is_told_where_it_is_known, begin, end),
		cmocka_unit_test_setup_teardown(
		    without_a_terminal_there_is_none, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
