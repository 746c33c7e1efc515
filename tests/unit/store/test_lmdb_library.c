/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file whose layout only the library knows, as one of a later release is: the
 * test says that all files are such.  Its functions take the place of those of
 * store/pages. */
#include "store/lmdb_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/stored.h"
#include "store/pages.h"

int
pages_layout(unsigned *out, int fd)
{
	(void)fd;
	*out = PAGES_LAYOUT + 1;
	return 0;
}

enum store_health
pages_check(int fd, enum store_health (*judge)(void *arg,
    struct store_bytes key, struct store_bytes value), void *arg,
    struct err *why)
{
	(void)fd;
	(void)judge;
	(void)arg;
	(void)why;
	abort(); /* nobody knows its pages */
}

static void
fill(struct stored *st)
{
	stored_open(st);
	assert_int_equal(stored_put(st, "a", "first value"), 0);
	assert_int_equal(stored_put(st, "b", "second value"), 0);
	stored_close(st);
	st->told = 0;
}

static void
a_good_file_is_used(void **state)
{
	struct stored *st = *state;

	fill(st);
	stored_open(st);
	assert_string_equal(stored_get(st, "a"), "first value");
	assert_int_equal(st->told, 0);
	stored_close(st);
}

static int
renew(void *arg, struct store_bytes key, struct store_record *r,
    struct err *e)
{
	struct stored *st = arg;

	(void)key;
	(void)r;
	(void)e;
	st->migrated++;
	return 0;
}

static void
an_older_one_is_migrated_and_a_newer_one_put_aside(void **state)
{
	struct stored *st = *state;

	fill(st);
	st->version = 2;
	st->migrate = renew;
	stored_open(st);
	assert_int_equal(st->migrated, 2);
	assert_string_equal(stored_get(st, "b"), "second value");
	stored_close(st);
	st->version = 1;
	stored_open(st);
	assert_null(stored_get(st, "b"));
	assert_int_equal(stored_files(st, "store.foreign"), 1);
	assert_non_null(strstr(st->line, "of another version"));
	stored_close(st);
}

/* Find a text in the file, and write another there. */
static void
change(struct stored *st, const char *what, const char *to)
{
	size_t len = stored_length(st), at;
	char path[128], *all = malloc(len);
	FILE *f;

	assert_non_null(all);
	(void)snprintf(path, sizeof(path), "%s/store", st->dir);
	f = fopen(path, "r+");
	assert_non_null(f);
	assert_int_equal(fread(all, 1, len, f), len);
	for (at = 0; at + strlen(what) <= len; at++)
		if (memcmp(all + at, what, strlen(what)) == 0)
			memcpy(all + at, to, strlen(to));
	rewind(f);
	assert_int_equal(fwrite(all, 1, len, f), len);
	assert_int_equal(fclose(f), 0);
	free(all);
}

static void
a_damaged_one_is_put_aside(void **state)
{
	struct stored *st = *state;
	char path[128];

	fill(st);
	change(st, "second value", "another one.");
	stored_open(st);
	assert_null(stored_get(st, "a"));
	assert_int_equal(stored_files(st, "store.damaged"), 1);
	assert_non_null(strstr(st->line, "a record is damaged"));
	stored_close(st);
	(void)snprintf(path, sizeof(path), "%s/store", st->dir);
	fill(st);
	change(st, "first value", "x");
	change(st, "\5", "\6"); /* among others the length of the size's key */
	stored_open(st);
	stored_close(st);
	assert_int_equal(stored_files(st, "store.damaged") +
	    stored_files(st, "store.foreign"), 2);
	fill(st);
	assert_int_equal(truncate(path, 8192), 0);
	stored_open(st);
	stored_close(st);
	assert_int_equal(stored_files(st, "store.damaged") +
	    stored_files(st, "store.foreign"), 3);
}

#define WITH(test) \
	cmocka_unit_test_setup_teardown(test, stored_setup, stored_teardown)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(a_good_file_is_used),
		WITH(an_older_one_is_migrated_and_a_newer_one_put_aside),
		WITH(a_damaged_one_is_put_aside),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
