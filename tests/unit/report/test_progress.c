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
		    without_a_terminal_there_is_none, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
