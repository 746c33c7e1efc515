/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/sources.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/fixture.h"
#include "lib/scarce.h"

static struct fixture f;
static struct err e;
static char heard[1024]; /* the lines, a bar behind each */

static void
take(void *arg, const char *line, size_t len, uint64_t whole)
{
	(void)arg;
	(void)whole;
	(void)snprintf(heard + strlen(heard), sizeof(heard) - strlen(heard),
	    "%.*s|", (int)len, line);
}

/* Find the logs of these names in the folder, NULL at the end. */
static int
find(struct sources *s, const char *const name[])
{
	static char path[4][FIXTURE_PATH];
	char *log[5];
	size_t i;

	for (i = 0; name[i] != NULL; i++) {
		(void)fixture_path(&f, path[i], name[i]);
		log[i] = path[i];
	}
	log[i] = NULL;
	*s = (struct sources){ .len = 0 };
	heard[0] = '\0';
	return sources_find(s, log, FIXTURE_NOW, &e);
}

static void
write_logs(void)
{
	fixture_text(&f, "b", "2026-06-10T10:00:00Z mx b: 2\n");
	fixture_text(&f, "a", "2026-06-10T10:00:00Z mx a: 1\n");
	fixture_text(&f, "early", "2026-06-09T10:00:00Z mx x: 0\n");
	fixture_text(&f, "none", "nothing");
}

static void
logs_are_read_as_they_were_written(void **state)
{
	static const char *const name[] = { "none", "b", "early", "a", NULL };
	struct sources s;

	(void)state;
	write_logs();
	assert_int_equal(find(&s, name), 0);
	assert_int_equal(sources_read(&s, take, NULL, &e), 0);
	assert_string_equal(heard, "2026-06-09T10:00:00Z mx x: 0|"
	    "2026-06-10T10:00:00Z mx a: 1|2026-06-10T10:00:00Z mx b: 2|"
	    "nothing|");
	sources_free(&s);
}

/* One that goes between the look at it and its turn. */
static void
a_log_that_goes_ends_it(void **state)
{
	static const char *const name[] = { "b", "early", NULL };
	char path[FIXTURE_PATH];
	struct sources s;

	(void)state;
	write_logs();
	assert_int_equal(find(&s, name), 0);
	assert_int_equal(unlink(fixture_path(&f, path, "early")), 0);
	assert_int_equal(sources_read(&s, take, NULL, &e), -1);
	assert_int_equal(e.class, ERR_TEMP);
	assert_string_equal(heard, "");
	sources_free(&s);
}

static void
what_cannot_be_read_is_no_log(void **state)
{
	static const char *const gone[] = { "a", "gone", NULL };
	static const char *const link[] = { "a", "mem", "b", NULL };
	static const char cut[] = "\x1f\x8b\x08\0\0\0\0\0\0\3";
	static const char *const packed[] = { "cut.gz", "a", NULL };
	char path[FIXTURE_PATH];
	struct sources s;

	(void)state;
	write_logs();
	assert_int_equal(find(&s, gone), -1);
	assert_int_equal(e.class, ERR_TEMP);
	sources_free(&s);
	/* It opens, and its first page is nobody's. */
	if (symlink("/proc/self/mem", fixture_path(&f, path, "mem")) == 0 &&
	    access(path, R_OK) == 0) {
		assert_int_equal(find(&s, link), -1);
		assert_int_equal(e.class, ERR_TEMP);
		sources_free(&s);
	}
	fixture_write(&f, "cut.gz", cut, sizeof(cut) - 1);
	assert_int_equal(find(&s, packed), 0);
	assert_int_equal(sources_read(&s, take, NULL, &e), -1);
	sources_free(&s);
}

static bool
read_all(void *arg)
{
	static const char *const name[] = { "b", "early", "a", NULL };
	struct sources s;
	bool well = find(&s, name) == 0 &&
	    sources_read(&s, take, NULL, &e) == 0;

	(void)arg;
	assert_true(well || e.class == ERR_TEMP);
	sources_free(&s);
	return well;
}

static void
without_memory_it_is_said(void **state)
{
	(void)state;
	write_logs();
	assert_int_equal(scarce_each(read_all, NULL) > 0, scarce_can());
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(logs_are_read_as_they_were_written),
		cmocka_unit_test(a_log_that_goes_ends_it),
		cmocka_unit_test(what_cannot_be_read_is_no_log),
		cmocka_unit_test(without_memory_it_is_said),
	};

	return cmocka_run_group_tests(tests, fixture_setup(&f),
	    fixture_teardown);
}
