/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/program.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/fixture.h"

/* In the folder: a/run and b/run can be run, a/data and b/only/ can't,
 * b/data can. */
static struct fixture f;
static int here;

static void
put(const char *name, mode_t mode)
{
	fixture_text(&f, name, "#!/bin/sh\n");
	assert_int_equal(chmod(name, mode), 0);
}

static int
begin(void **state)
{
	(void)state;
	fixture_begin(&f);
	here = open(".", O_RDONLY);
	assert_int_equal(chdir(f.dir), 0);
	assert_int_equal(mkdir("a", 0755), 0);
	assert_int_equal(mkdir("b", 0755), 0);
	assert_int_equal(mkdir("b/only", 0755), 0);
	put("a/run", 0755);
	put("b/run", 0755);
	put("a/data", 0644);
	put("b/data", 0755);
	put("a/plain", 0644);
	put("top", 0755);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	assert_int_equal(fchdir(here), 0);
	fixture_end(&f);
	return 0;
}

/* As execvp(3) of POSIX. */
static void
program_find_searches_the_path_in_order(void **state)
{
	static const struct {
		const char *name, *path, *want; /* NULL: error */
		int error;
	} row[] = {
		{ "run", "a:b", "a/run", 0 },
		{ "run", "b:a", "b/run", 0 },
		{ "run", "none:b", "b/run", 0 },
		{ "run", "top:b", "b/run", 0 }, /* not a folder */
		{ "data", "a:b", "b/data", 0 }, /* not executable: go on */
		{ "top", "", "./top", 0 },      /* empty: this folder */
		{ "top", "a::b", "./top", 0 },
		{ "top", "a:", "./top", 0 },
		{ "top", ":a", "./top", 0 },
		{ "a/run", "none", "a/run", 0 }, /* a slash: no search */
		{ "./top", NULL, "./top", 0 },
		{ "plain", "a:b", NULL, EACCES },
		{ "plain", "a:none", NULL, EACCES },
		{ "only", "b", NULL, EACCES },   /* a folder */
		{ "none", "a:b", NULL, ENOENT },
		{ "a/none", "a:b", NULL, ENOENT },
		{ "a/plain", "b", NULL, EACCES },
		{ "b/only", "b", NULL, EACCES },
		{ "", "a", NULL, ENOENT },
	};
	char got[PROGRAM_PATH_MAX];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		int rc = program_find(got, row[i].name, row[i].path);

		if (rc != (row[i].want != NULL ? 0 : -1))
			fail_msg("%s in %s", row[i].name, row[i].path);
		if (rc == 0)
			assert_string_equal(got, row[i].want);
		else if (errno != row[i].error)
			fail_msg("%s: %s", row[i].name, strerror(errno));
	}
}

static void
program_find_without_path_takes_the_usual_folders(void **state)
{
	char got[PROGRAM_PATH_MAX];

	(void)state;
	assert_int_equal(program_find(got, "sh", NULL), 0);
	assert_true(strcmp(got, "/usr/bin/sh") == 0 ||
	    strcmp(got, "/bin/sh") == 0);
	assert_int_equal(program_find(got, "run", NULL), -1);
}

static void
program_find_is_bounded(void **state)
{
	static char name[2 * PROGRAM_PATH_MAX], got[PROGRAM_PATH_MAX];

	(void)state;
	memset(name, 'x', sizeof(name) - 1);
	assert_int_equal(program_find(got, name, "a"), -1);
	assert_int_equal(errno, ENAMETOOLONG);
	name[0] = '/';
	assert_int_equal(program_find(got, name, "a"), -1);
	assert_int_equal(errno, ENAMETOOLONG);
	assert_int_equal(program_find(got, "run", name), -1);
	assert_int_equal(errno, ENAMETOOLONG);
	/* a folder with a name too long, then another */
	(void)strcpy(name + sizeof(name) - 3, ":a");
	assert_int_equal(program_find(got, "run", name), 0);
	assert_string_equal(got, "a/run");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(program_find_searches_the_path_in_order),
		cmocka_unit_test(
		    program_find_without_path_takes_the_usual_folders),
		cmocka_unit_test(program_find_is_bounded),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
