/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ban/due.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/tell.h"
#include "lib/fixture.h"

static struct fixture f;
static char path[FIXTURE_PATH];
static struct tell quiet = { .program = "test", .fd = -1 };

static int
begin(void **state)
{
	(void)state;
	fixture_begin(&f);
	fixture_path(&f, path, "due");
	return 0;
}

static struct ip
number(unsigned n)
{
	struct ip ip = { { 198, 51, (unsigned char)(n >> 8),
		(unsigned char)n }, 32 };

	return ip;
}

static void
open_it(struct due *d)
{
	struct err e;

	if (due_open(d, path, &quiet, &e) == -1)
		fail_msg("%s", e.msg);
}

static void
put(struct due *d, unsigned n, int64_t until_s)
{
	struct due_entry new = { number(n), until_s, 1 + n % 5, 0 };
	struct err e;

	assert_int_equal(due_put(d, &new, &e), DUE_OK);
}

static off_t
size(void)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return st.st_size;
}

/* Opened anew without being closed, as after kill -9. */
static void
what_was_put_in_is_there_again(void **state)
{
	struct due d, again;
	struct due_entry *entry;
	struct ip ip;
	struct err e;
	unsigned i;

	(void)state;
	open_it(&d);
	assert_int_equal(d.len, 0);
	for (i = 0; i < 100; i++)
		put(&d, i * 7 % 100, 1000 + i);
	put(&d, 7, 5000); /* another time */
	ip = number(8);
	assert_int_equal(due_take(&d, due_find(&d, &ip), &e), 0);
	assert_null(due_find(&d, &ip));
	open_it(&again);
	assert_int_equal(again.len, 99);
	assert_null(due_find(&again, &ip));
	for (i = 0; i < 100; i++) {
		ip = number(i * 7 % 100);
		if (i * 7 % 100 == 8)
			continue;
		entry = due_find(&again, &ip);
		assert_non_null(entry);
		assert_int_equal(entry->until_s, i == 1 ? 5000 : 1000 + i);
		assert_int_equal(entry->kind, 1 + i * 7 % 100 % 5);
	}
	assert_int_equal(again.lines, 99); /* written anew */
	due_close(&d);
	due_close(&again);
	(void)remove(path);
}

static void
a_line_that_was_cut_is_left_out(void **state)
{
	static const char line[] =
	    "offender\t198.51.0.1\ttrap\tx\t0\t0\t1\t1000\t0\t\n";
	char text[3 * sizeof(line)];
	struct due d;
	size_t cut;

	(void)state;
	for (cut = 0; cut < sizeof(line) - 1; cut++) {
		(void)snprintf(text, sizeof(text), "%s%.*s", line, (int)cut,
		    "offender\t198.51.0.2\ttrap\tx\t0\t0\t1\t1000\t0\t\n");
		fixture_text(&f, "due", text);
		open_it(&d);
		/* the newline is the one byte that it does without */
		assert_in_range(d.len, 1, cut == sizeof(line) - 2 ? 2 : 1);
		due_close(&d);
	}
	(void)remove(path);
}

static void
the_file_does_not_grow_for_ever(void **state)
{
	struct due d;
	off_t most = 0;
	unsigned i;

	(void)state;
	open_it(&d);
	for (i = 0; i < 2200; i++) {
		put(&d, i % 10, 1000 + i);
		if (size() > most)
			most = size();
	}
	/* 1,020 lines of less than 80 bytes, and the one that is too many */
	assert_in_range(most, 1, 1021 * 80);
	due_close(&d);
	open_it(&d);
	assert_int_equal(d.len, 10);
	due_close(&d);
	(void)remove(path);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_put_in_is_there_again),
		cmocka_unit_test(a_line_that_was_cut_is_left_out),
		cmocka_unit_test(the_file_does_not_grow_for_ever),
	};

	return cmocka_run_group_tests(tests, begin, fixture_teardown);
}
