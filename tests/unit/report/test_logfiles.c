/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/logfiles.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <sys/stat.h>

#include "base/err.h"
#include "lib/fixture.h"

static struct fixture f;
static struct logfiles l;
static struct err e;

static int
begin(void **state)
{
	(void)state;
	fixture_begin(&f);
	memset(&l, 0, sizeof(l));
	return 0;
}

static int
end(void **state)
{
	(void)state;
	logfiles_free(&l);
	fixture_end(&f);
	return 0;
}

static void
ends(size_t i, const char *name)
{
	const size_t n = strlen(name);

	assert_true(i < l.len && strlen(l.path[i]) > n);
	assert_string_equal(l.path[i] + strlen(l.path[i]) - n, name);
}

static void
a_folder_is_all_its_logs_the_oldest_first(void **state)
{
	(void)state;
	fixture_text(&f, "current", "x");
	fixture_text(&f, "@40000000692b.s", "x");
	fixture_text(&f, "@40000000692a.u", "x");
	fixture_text(&f, "@40000000692c.t", "x"); /* half compressed */
	fixture_text(&f, "lock", "");
	fixture_text(&f, "state", "");
	assert_int_equal(logfiles_add(&l, f.dir, &e), 0);
	assert_int_equal(l.len, 3);
	ends(0, "/@40000000692a.u");
	ends(1, "/@40000000692b.s");
	ends(2, "/current");
}

static void
names_of_files_stay(void **state)
{
	(void)state;
	assert_int_equal(logfiles_add(&l, "-", &e), 0);
	assert_int_equal(logfiles_add(&l, "not/there", &e), 0);
	assert_string_equal(l.path[0], "-");
	assert_string_equal(l.path[1], "not/there");
	fixture_text(&f, "mail.log", "x");
	assert_int_equal(logfiles_add(&l, f.dir, &e), -1);
	assert_int_equal(e.class, ERR_PERM);
}

static void
a_log_that_was_moved_is_found(void **state)
{
	char path[FIXTURE_PATH], out[FIXTURE_PATH + 10];
	struct stat st;

	(void)state;
	fixture_text(&f, "mail.log.1", "x");
	assert_int_equal(stat(fixture_path(&f, path, "mail.log.1"), &st), 0);
	(void)fixture_path(&f, path, "mail.log");
	assert_int_equal(logfiles_moved(out, sizeof(out), path, st.st_ino),
	    1);
	assert_string_equal(out, fixture_path(&f, path, "mail.log.1"));
	assert_int_equal(logfiles_moved(out, sizeof(out), path, 1), 0);
	assert_int_equal(logfiles_moved(out, 5, path, st.st_ino), 0);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    a_folder_is_all_its_logs_the_oldest_first, begin, end),
		cmocka_unit_test_setup_teardown(names_of_files_stay, begin,
		    end),
		cmocka_unit_test_setup_teardown(a_log_that_was_moved_is_found,
		    begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
