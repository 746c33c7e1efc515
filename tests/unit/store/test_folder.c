/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/folder.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/stored.h"

static void
make(const char *path)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fclose(f), 0);
}

static void
folder_lock_is_for_one_process(void **state)
{
	struct stored *st = *state;
	int fd = folder_lock(st->dir, &(struct err){ 0 }), status;
	struct err e = { 0 };
	char pid_text[32];
	struct stat s;
	pid_t pid;

	assert_true(fd >= 0);
	assert_int_equal(fstat(fd, &s), 0);
	assert_int_equal(s.st_mode & 07777, 0600);
	(void)snprintf(pid_text, sizeof(pid_text), "process, %ld",
	    (long)getpid());
	if ((pid = fork()) == 0)
		_exit(folder_lock(st->dir, &e) == -1 &&
		    e.class == ERR_PERM &&
		    strstr(e.msg, pid_text) != NULL ? 7 : 1);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(WEXITSTATUS(status), 7);
	(void)close(fd);
	if ((pid = fork()) == 0)
		_exit(folder_lock(st->dir, &e) >= 0 ? 7 : 1);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(WEXITSTATUS(status), 7);
}

static void
folder_that_can_not_be_used_is_permanent(void **state)
{
	struct stored *st = *state;
	char path[128];
	struct err e = { 0 };

	(void)snprintf(path, sizeof(path), "%s/none", st->dir);
	assert_int_equal(folder_lock(path, &e), -1);
	assert_int_equal(e.class, ERR_PERM);
	make(path);
	assert_int_equal(folder_lock(path, &e), -1);
	assert_int_equal(e.class, ERR_PERM);
	/* a link that somebody laid there is not followed */
	(void)snprintf(path, sizeof(path), "%s/lock", st->dir);
	assert_int_equal(symlink("none", path), 0);
	assert_int_equal(folder_lock(st->dir, &e), -1);
}

static void
folder_aside_takes_no_other_place(void **state)
{
	struct stored *st = *state;
	char path[128], out[FOLDER_PATH_SIZE];
	struct err e = { 0 };
	unsigned i;

	(void)snprintf(path, sizeof(path), "%s/x", st->dir);
	for (i = 0; i < 3; i++) {
		make(path);
		assert_int_equal(folder_aside(out, path, "odd", STORED_NOW,
		    &e), 0);
		assert_int_equal(access(out, F_OK), 0);
		assert_int_equal(access(path, F_OK), -1);
	}
	assert_int_equal(stored_files(st, "x.odd-20260101T000000Z"), 3);
	assert_non_null(strstr(out, "/x.odd-20260101T000000Z-3"));
	assert_int_equal(folder_aside(out, path, "odd", STORED_NOW, &e), -1);
	assert_int_equal(e.class, ERR_TEMP);
}

static void
folder_path_has_to_fit(void **state)
{
	static char dir[FOLDER_PATH_SIZE + 1], out[FOLDER_PATH_SIZE];
	struct err e = { 0 };

	(void)state;
	memset(dir, 'd', FOLDER_PATH_SIZE - 3);
	assert_int_equal(folder_path(out, dir, "x", &e), 0);
	assert_int_equal(strlen(out), FOLDER_PATH_SIZE - 1);
	assert_int_equal(folder_path(out, dir, "xy", &e), -1);
	assert_int_equal(e.class, ERR_PERM);
	assert_int_equal(folder_sync("/nowhere", &e), -1);
}

#define WITH(test) \
	cmocka_unit_test_setup_teardown(test, stored_setup, stored_teardown)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(folder_lock_is_for_one_process),
		WITH(folder_that_can_not_be_used_is_permanent),
		WITH(folder_aside_takes_no_other_place),
		WITH(folder_path_has_to_fit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
