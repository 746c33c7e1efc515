/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/greenfile.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/tell.h"
#include "lib/failing.h"
#include "lib/fixture.h"

#define KEEP (36 * 86400)

static struct fixture f;
static struct tell log_ = { "prog", 2, 0 };
static uv_loop_t loop;
static struct greenfile g;
static char path[FIXTURE_PATH], text[65536];
static const struct ip ip = { { 192, 0, 2, 77 }, 32 };

static int
begin(void **state)
{
	(void)state;
	(void)alarm(20);
	fixture_begin(&f);
	(void)fixture_path(&f, path, "green");
	return uv_loop_init(&loop);
}

static int
end(void **state)
{
	(void)state;
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&loop), 0);
	greenfile_close(&g, FIXTURE_NOW);
	fixture_end(&f);
	return 0;
}

static const char *
content(void)
{
	int fd = open(path, O_RDONLY);
	ssize_t n = read(fd, text, sizeof(text) - 1);

	(void)close(fd);
	text[n > 0 ? n : 0] = '\0';
	return text;
}

static void
it_is_there_from_the_start(void **state)
{
	(void)state;
	assert_int_equal(greenfile_open(&g, path, KEEP, FIXTURE_NOW, &log_,
	    &f.e), 0);
	assert_non_null(strstr(content(), "# dhfd-autogreen 1:"));
	greenfile_start(&g, &loop);
	greenfile_stop(&g);
}

static void
who_is_added_stands_there_soon(void **state)
{
	(void)state;
	assert_int_equal(greenfile_open(&g, path, KEEP, FIXTURE_NOW, &log_,
	    &f.e), 0);
	greenfile_start(&g, &loop);
	greenfile_add(&g, &ip, 24, time(NULL));
	while (strstr(content(), "\n192.0.2.0/24 # 20") == NULL)
		(void)uv_run(&loop, UV_RUN_ONCE);
	assert_false(g.changed);
	greenfile_stop(&g);
}

static void
who_was_added_last_is_not_lost(void **state)
{
	(void)state;
	assert_int_equal(greenfile_open(&g, path, KEEP, FIXTURE_NOW, &log_,
	    &f.e), 0);
	greenfile_start(&g, &loop);
	greenfile_add(&g, &ip, 32, FIXTURE_NOW);
	greenfile_stop(&g);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	greenfile_close(&g, FIXTURE_NOW);
	assert_non_null(strstr(content(), "\n192.0.2.77 # 2026-06-15\n"));
	assert_int_equal(greenfile_open(&g, path, KEEP, FIXTURE_NOW + KEEP,
	    &log_, &f.e), 0);
	assert_int_equal(g.green.len, 1);
	greenfile_close(&g, FIXTURE_NOW);
	assert_int_equal(greenfile_open(&g, path, KEEP, FIXTURE_NOW + 2 * KEEP,
	    &log_, &f.e), 0);
	assert_int_equal(g.green.len, 0);
}

static void
a_file_of_somebody_else_stays(void **state)
{
	(void)state;
	fixture_text(&f, "green", "192.0.2.1\n");
	assert_int_equal(greenfile_open(&g, path, KEEP, FIXTURE_NOW, &log_,
	    &f.e), -1);
	assert_int_equal(f.e.class, ERR_PERM);
	assert_string_equal(content(), "192.0.2.1\n");
	assert_int_equal(greenfile_open(&g, "/dev/null/x", KEEP, FIXTURE_NOW,
	    &log_, &f.e), -1);
	assert_int_equal(greenfile_open(&g, "", KEEP, FIXTURE_NOW, &log_,
	    &f.e), 0);
	greenfile_add(&g, &ip, 32, FIXTURE_NOW); /* there is none to be */
	assert_false(g.changed);
}

static void
what_cannot_be_read_or_kept_is_told(void **state)
{
	unsigned nth;
	int rc;

	(void)state;
	assert_int_equal(greenfile_open(&g, f.dir, KEEP, FIXTURE_NOW, &log_,
	    &f.e), -1);
	assert_int_equal(f.e.class, ERR_TEMP);
	fixture_text(&f, "green", "# dhfd-autogreen 1: x\n"
	    "192.0.2.1 # 2026-06-15\n");
	for (nth = 1;; nth++) {
		failing_nth(FAILING_MEMORY, nth, ENOMEM);
		rc = greenfile_open(&g, path, KEEP, FIXTURE_NOW, &log_, &f.e);
		if (!failing_end())
			break;
		if (rc == -1)
			assert_int_equal(f.e.class, ERR_TEMP);
		greenfile_close(&g, FIXTURE_NOW);
	}
	assert_int_equal(rc, 0);
	assert_true(nth > 3);
	greenfile_close(&g, FIXTURE_NOW);
}

/* At the end somebody has taken the folder away. */
static void
what_is_lost_at_the_end_is_told(void **state)
{
	(void)state;
	assert_int_equal(greenfile_open(&g, path, KEEP, FIXTURE_NOW, &log_,
	    &f.e), 0);
	greenfile_start(&g, &loop);
	greenfile_add(&g, &ip, 32, FIXTURE_NOW);
	greenfile_stop(&g);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	failing_all("rename", EROFS);
	greenfile_close(&g, FIXTURE_NOW);
	assert_true(failing_end());
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	static const struct CMUnitTest tests[] = {
		TEST(it_is_there_from_the_start),
		TEST(who_is_added_stands_there_soon),
		TEST(who_was_added_last_is_not_lost),
		TEST(a_file_of_somebody_else_stays),
		TEST(what_cannot_be_read_or_kept_is_told),
		TEST(what_is_lost_at_the_end_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
