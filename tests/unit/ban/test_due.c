/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ban/due.h"

#include <errno.h>
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
#include "lib/failing.h"

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

/* Open it, put the second in, and take it out again, while something fails:
 * that is said, and the first is in the file after that as it was before. */
static bool
use_it(void *arg)
{
	const struct due_entry second = { number(2), 2000, 1, 0 };
	const struct ip first = number(1);
	struct due_entry *entry;
	struct err e = { .msg = "" };
	bool failed, well = false;
	struct due d;

	(void)arg;
	if (due_open(&d, path, &quiet, &e) == 0) {
		well = due_put(&d, &second, &e) == DUE_OK;
		if ((entry = due_find(&d, &second.ip)) != NULL)
			well = due_take(&d, entry, &e) == 0 && well;
		due_close(&d);
	}
	failed = failing_end();
	assert_int_equal(failed, !well);
	if (failed) {
		assert_int_equal(e.class, ERR_TEMP);
		assert_string_not_equal(e.msg, "");
	}
	open_it(&d);
	entry = due_find(&d, &first);
	assert_non_null(entry);
	assert_int_equal(entry->until_s, 1000);
	due_close(&d);
	return failed;
}

static void
whatever_fails_nobody_is_forgotten(void **state)
{
	static const char *const call[] = { FAILING_MEMORY, "open", "fdopen",
		"write", "fsync", "rename" };
	struct due d;
	size_t i;

	(void)state;
	open_it(&d);
	put(&d, 1, 1000);
	due_close(&d);
	for (i = 0; i < sizeof(call) / sizeof(call[0]); i++)
		if (failing_each(call[i], EIO, use_it, NULL) == 0)
			fail_msg("no %s", call[i]);
	(void)remove(path);
}

/* A part of a line may be in the file: it is written anew before the next. */
static void
a_line_that_was_not_written_is_written_anew(void **state)
{
	const struct due_entry lost = { number(2), 2000, 1, 0 };
	struct due d, again;
	struct err e;

	(void)state;
	open_it(&d);
	put(&d, 1, 1000);
	failing_nth("write", 1, ENOSPC);
	assert_int_equal(due_put(&d, &lost, &e), DUE_FAILED);
	assert_true(failing_end());
	failing_nth("rename", 1, ENOSPC);
	assert_int_equal(due_put(&d, &lost, &e), DUE_FAILED);
	assert_true(failing_end());
	put(&d, 3, 3000);
	assert_int_equal(d.lines, 2);
	open_it(&again);
	assert_int_equal(again.len, 2);
	due_close(&again);
	due_close(&d);
	(void)remove(path);
}

static void
what_cannot_be_read_is_an_error(void **state)
{
	struct due d;
	struct err e;

	(void)state;
	assert_int_equal(due_open(&d, f.dir, &quiet, &e), -1);
	assert_non_null(strstr(e.msg, "read "));
	assert_int_equal(d.fd, -1);
}

/* A mark that an editor put before the first, a blank line, and one that says
 * of nobody that he was taken out. */
static void
lines_that_say_nothing_are_passed_over(void **state)
{
	struct due d;

	(void)state;
	fixture_text(&f, "due", "\xef\xbb\xbf"
	    "offender\t198.51.0.3\ttrap\tx\t0\t0\t1\t1000\t0\t\n"
	    "\n"
	    "offender\t198.51.0.1\ttrap\tx\t0\t0\t1\t0\t0\t\n"
	    "offender\t198.51.0.2\ttrap\tx\t0\t0\t1\t1000\t0\t\n");
	open_it(&d);
	assert_int_equal(d.len, 2);
	due_close(&d);
	(void)remove(path);
}

/* Some other file, which is not lost, and a line that was changed by hand. */
static void
lines_of_others_are_an_error(void **state)
{
#define OURS "offender\t198.51.0.1\ttrap\tx\t0\t0\t1\t1000\t0\t\n"
	static char far[3000];
	static const char *const row[][2] = {
		{ "block @ip=192.0.2.1\n", ":1: that is no line" },
		{ "block @ip=192.0.2.1", ":1: that is no line" },
		{ OURS "# a comment\n" OURS, ":2: that is no line" },
		{ OURS "offender\tnobody\ttrap\tx\t0\t0\t1\t1000\t0\t\n",
		    ":2: " },
		{ OURS "offender\t198.51.0.2\n", ":2: " },
		{ OURS "\xef\xbb\xbf" OURS, ":2: that is no line" },
		{ far, ":1: the line is too long" },
	};
	struct due d;
	struct err e;
	size_t i;

	(void)state;
	memset(far, 'x', sizeof(far) - 1);
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		fixture_text(&f, "due", row[i][0]);
		if (due_open(&d, path, &quiet, &e) == 0 ||
		    e.class != ERR_PERM || strstr(e.msg, path) == NULL ||
		    strstr(e.msg, row[i][1]) == NULL)
			fail_msg("%s: %s", row[i][0], e.msg);
		assert_int_equal(d.fd, -1);
		assert_int_equal(size(), strlen(row[i][0]));
	}
	(void)remove(path);
}

/* The file of a server that had room for more than this one has. */
static void
there_is_room_for_so_many(void **state)
{
	static char text[(DUE_MAX + 1) * 64];
	struct due_entry new = { number(0), 2000, 1, 0 };
	struct due d;
	struct err e;
	size_t len = 0;
	unsigned i;

	(void)state;
	for (i = 0; i <= DUE_MAX; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len,
		    "offender\t198.51.%u.%u\ttrap\tx\t0\t0\t1\t1000\t0\t\n",
		    i >> 8, i & 255);
	fixture_text(&f, "due", text);
	open_it(&d);
	assert_int_equal(d.len, DUE_MAX);
	assert_int_equal(due_put(&d, &new, &e), DUE_OK); /* another time */
	assert_int_equal(due_find(&d, &new.ip)->until_s, 2000);
	new.ip = number(DUE_MAX);
	assert_int_equal(due_put(&d, &new, &e), DUE_FULL);
	assert_null(due_find(&d, &new.ip));
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
		cmocka_unit_test(whatever_fails_nobody_is_forgotten),
		cmocka_unit_test(a_line_that_was_not_written_is_written_anew),
		cmocka_unit_test(what_cannot_be_read_is_an_error),
		cmocka_unit_test(lines_that_say_nothing_are_passed_over),
		cmocka_unit_test(lines_of_others_are_an_error),
		cmocka_unit_test(there_is_room_for_so_many),
	};

	return cmocka_run_group_tests(tests, begin, fixture_teardown);
}
