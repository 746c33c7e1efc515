/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/replace.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/fixture.h"

static struct fixture f;
static char path[FIXTURE_PATH], tmp[FIXTURE_PATH];

static int
begin(void **state)
{
	(void)state;
	fixture_begin(&f);
	(void)fixture_path(&f, path, "db");
	(void)fixture_path(&f, tmp, "db.tmp");
	return 0;
}

/* The file holds this text, and nothing is left beside it. */
static void
expect(const char *want)
{
	char got[64];
	struct stat st;
	FILE *in = fopen(path, "r");
	size_t n;

	assert_non_null(in);
	n = fread(got, 1, sizeof(got), in);
	assert_int_equal(fclose(in), 0);
	assert_int_equal(n, strlen(want));
	assert_memory_equal(got, want, n);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(stat(tmp, &st), -1);
}

static void
replace_puts_a_new_file_there(void **state)
{
	struct stat st;
	struct err e;
	mode_t mask = umask(077);

	(void)state;
	assert_int_equal(replace_file(path, "one", 3, &e), 0);
	(void)umask(mask);
	expect("one");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0644); /* whatever the umask */
	assert_int_equal(replace_file(path, "", 0, &e), 0);
	expect("");
	assert_int_equal(replace_file(path, "a\0b", 3, &e), 0);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_size, 3);
}

static void
replace_leaves_the_old_file_to_its_readers(void **state)
{
	char got[8];
	struct err e;
	int fd;

	(void)state;
	assert_int_equal(replace_file(path, "old", 3, &e), 0);
	fd = open(path, O_RDONLY);
	assert_int_equal(replace_file(path, "newer", 5, &e), 0);
	assert_int_equal(read(fd, got, sizeof(got)), 3);
	assert_memory_equal(got, "old", 3);
	(void)close(fd);
	expect("newer");
}

static void
replace_works_in_the_current_folder(void **state)
{
	int here = open(".", O_RDONLY);
	struct err e;

	(void)state;
	assert_int_equal(chdir(f.dir), 0);
	assert_int_equal(replace_file("db", "here", 4, &e), 0);
	assert_int_equal(fchdir(here), 0);
	(void)close(here);
	expect("here");
}

/* Fault R-07: a full disk, played by a limit on the size of files. */
static void
replace_that_fails_keeps_the_old_file(void **state)
{
	static char large[100000];
	struct err e = { 0 };
	int status;
	pid_t pid;

	(void)state;
	assert_int_equal(replace_file(path, "old", 3, &e), 0);
	if ((pid = fork()) == 0) {
		struct rlimit limit = { 50000, 50000 };

		(void)signal(SIGXFSZ, SIG_IGN);
		if (setrlimit(RLIMIT_FSIZE, &limit) == -1)
			_exit(3);
		if (replace_file(path, large, sizeof(large), &e) == 0)
			_exit(4);
		_exit(e.class == ERR_TEMP ? 0 : 5);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	expect("old");
}

static void
replace_without_a_folder_fails(void **state)
{
	struct err e = { 0 };
	char none[FIXTURE_PATH];

	(void)state;
	assert_int_equal(replace_file(fixture_path(&f, none, "none/db"), "x",
	    1, &e), -1);
	assert_int_equal(e.class, ERR_TEMP);
	assert_int_equal(mkdir(path, 0755), 0); /* a folder is in the way */
	assert_int_equal(replace_file(path, "x", 1, &e), -1);
	assert_int_equal(e.class, ERR_PERM);
	assert_int_equal(access(tmp, F_OK), -1);
}

/* Where root says "-o /dev/null", it is to stay. */
static void
replace_leaves_alone_what_is_no_file(void **state)
{
	struct err e = { 0 };
	struct stat st;

	(void)state;
	assert_int_equal(mkfifo(path, 0644), 0);
	assert_int_equal(replace_file(path, "x", 1, &e), -1);
	assert_int_equal(e.class, ERR_PERM);
	assert_int_equal(lstat(path, &st), 0);
	assert_true(S_ISFIFO(st.st_mode));
	assert_int_equal(access(tmp, F_OK), -1);
}

static void
replace_takes_over_what_a_crash_left(void **state)
{
	struct err e;

	(void)state;
	fixture_text(&f, "db.tmp", "a half written, longer file");
	assert_int_equal(replace_file(path, "new", 3, &e), 0);
	expect("new");
}

/* Lock the file as a writer does, in another process; its pid. */
static pid_t
lock_elsewhere(void)
{
	struct flock l = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	int ready[2];
	char c;
	pid_t pid;

	assert_int_equal(pipe(ready), 0);
	if ((pid = fork()) == 0) {
		int fd = open(tmp, O_WRONLY | O_CREAT, 0644);

		if (fcntl(fd, F_SETLK, &l) == -1 ||
		    write(fd, "half", 4) != 4 || write(ready[1], "", 1) != 1)
			_exit(1);
		for (;;)
			(void)pause();
	}
	(void)close(ready[1]);
	assert_int_equal(read(ready[0], &c, 1), 1);
	(void)close(ready[0]);
	return pid;
}

static void
replace_leaves_another_writer_alone(void **state)
{
	struct err e = { 0 };
	struct stat st;
	pid_t pid;
	int status;

	(void)state;
	assert_int_equal(replace_file(path, "old", 3, &e), 0);
	pid = lock_elsewhere();
	assert_int_equal(replace_file(path, "new", 3, &e), -1);
	assert_int_equal(e.class, ERR_TEMP);
	assert_int_equal(stat(tmp, &st), 0); /* it is the other's */
	assert_int_equal(st.st_size, 4);
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(replace_file(path, "new", 3, &e), 0);
	expect("new");
}

static void
replace_does_not_follow_a_link_at_its_tmp(void **state)
{
	char victim[FIXTURE_PATH];
	struct err e = { 0 };
	struct stat st;

	(void)state;
	fixture_text(&f, "victim", "precious");
	assert_int_equal(symlink(fixture_path(&f, victim, "victim"), tmp), 0);
	assert_int_equal(replace_file(path, "x", 1, &e), -1);
	assert_int_equal(stat(victim, &st), 0);
	assert_int_equal(st.st_size, 8);
}

/* Make a link beside path. */
static void
make_link(const char *to, const char *name)
{
	char from[FIXTURE_PATH];

	assert_int_equal(symlink(to, fixture_path(&f, from, name)), 0);
}

static bool
is_link(const char *name)
{
	char at[FIXTURE_PATH];
	struct stat st;

	return lstat(fixture_path(&f, at, name), &st) == 0 &&
	    S_ISLNK(st.st_mode);
}

/* "link" to folder/two, that to ../db, and to db by its whole path. */
static void
replace_keeps_the_link_and_replaces_the_file(void **state)
{
	char at[FIXTURE_PATH];
	struct err e = { 0 };

	(void)state;
	assert_int_equal(mkdir(fixture_path(&f, at, "folder"), 0755), 0);
	make_link("folder/two", "link");
	make_link("../db", "folder/two");
	make_link(path, "whole");
	assert_int_equal(replace_file(path, "old", 3, &e), 0);
	assert_int_equal(replace_file(fixture_path(&f, at, "link"), "new", 3,
	    &e), 0);
	expect("new");
	assert_true(is_link("link"));
	assert_true(is_link("folder/two"));
	assert_int_equal(replace_file(fixture_path(&f, at, "whole"), "newer",
	    5, &e), 0);
	expect("newer");
	assert_true(is_link("whole"));
	assert_int_equal(access(fixture_path(&f, at, "whole.tmp"), F_OK), -1);
}

static void
replace_makes_the_file_that_a_link_leads_to(void **state)
{
	char at[FIXTURE_PATH];
	struct err e = { 0 };

	(void)state;
	make_link("db", "link");
	assert_int_equal(replace_file(fixture_path(&f, at, "link"), "new", 3,
	    &e), 0);
	expect("new");
	assert_true(is_link("link"));
}

static void
replace_of_a_link_without_an_end_fails(void **state)
{
	char at[FIXTURE_PATH];
	struct err e = { 0 };

	(void)state;
	make_link("none/db", "link");
	assert_int_equal(replace_file(fixture_path(&f, at, "link"), "x", 1,
	    &e), -1);
	assert_int_equal(e.class, ERR_TEMP); /* the folder may come */
	make_link("two", "one");
	make_link("one", "two");
	assert_int_equal(replace_file(fixture_path(&f, at, "one"), "x", 1,
	    &e), -1);
	assert_int_equal(e.class, ERR_PERM);
	assert_true(is_link("link"));
	assert_true(is_link("one"));
}

/* Waiting does not shorten a path. */
static void
replace_of_a_path_too_long_fails(void **state)
{
	static char name[8192];
	struct err e = { 0 };

	(void)state;
	memset(name, 'x', sizeof(name) - 1);
	assert_int_equal(replace_file(name, "x", 1, &e), -1);
	assert_int_equal(e.class, ERR_PERM);
}

static bool
begins_with_o(const unsigned char *head, size_t len)
{
	return len >= 1 && head[0] == 'o';
}

static int
check(struct err *e)
{
	return replace_check(path, begins_with_o, "list of o", e);
}

static void
replace_check_lets_nothing_an_empty_file_and_ours_go(void **state)
{
	struct err e = { 0 };

	(void)state;
	assert_int_equal(check(&e), 0);
	fixture_text(&f, "db", "");
	assert_int_equal(check(&e), 0);
	fixture_text(&f, "db", "ours");
	assert_int_equal(check(&e), 0);
}

static void
replace_check_keeps_the_file_of_another(void **state)
{
	char want[FIXTURE_PATH + 64];
	struct err e = { 0 };

	(void)state;
	fixture_text(&f, "other", "notes");
	make_link("other", "db");
	assert_int_equal(check(&e), -1);
	assert_int_equal(e.class, ERR_PERM);
	(void)snprintf(want, sizeof(want), "%s is there, and is no list of o: "
	    "name another file, or remove it", path);
	assert_string_equal(e.msg, want);
}

static void
replace_check_leaves_what_is_no_file_to_the_replacing(void **state)
{
	struct err e = { 0 };

	(void)state;
	assert_int_equal(mkfifo(path, 0644), 0);
	assert_int_equal(check(&e), 0); /* and does not wait for a writer */
}

#define TEST(test) \
	cmocka_unit_test_setup_teardown(test, begin, fixture_teardown)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(replace_puts_a_new_file_there),
		TEST(replace_leaves_the_old_file_to_its_readers),
		TEST(replace_works_in_the_current_folder),
		TEST(replace_that_fails_keeps_the_old_file),
		TEST(replace_without_a_folder_fails),
		TEST(replace_leaves_alone_what_is_no_file),
		TEST(replace_takes_over_what_a_crash_left),
		TEST(replace_leaves_another_writer_alone),
		TEST(replace_does_not_follow_a_link_at_its_tmp),
		TEST(replace_keeps_the_link_and_replaces_the_file),
		TEST(replace_makes_the_file_that_a_link_leads_to),
		TEST(replace_of_a_link_without_an_end_fails),
		TEST(replace_of_a_path_too_long_fails),
		TEST(replace_check_lets_nothing_an_empty_file_and_ours_go),
		TEST(replace_check_keeps_the_file_of_another),
		TEST(replace_check_leaves_what_is_no_file_to_the_replacing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
