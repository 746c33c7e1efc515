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

static void
tell(void *arg, const char *line)
{
	++*(int *)arg;
	(void)line;
}

/* A name of the folder of so many octets, by slashes that mean nothing. */
static const char *
named(const struct stored *st, size_t len)
{
	static char dir[FOLDER_PATH_SIZE];

	memset(dir, '/', len);
	memcpy(dir, st->dir, strlen(st->dir));
	dir[len - 1] = '.';
	dir[len] = '\0';
	return dir;
}

/* Each of its files has a longer name. */
static void
a_folder_with_a_long_name_is_told(void **state)
{
	static const size_t lengths[] = {
		FOLDER_PATH_SIZE - 1, /* not even lock */
		FOLDER_PATH_SIZE - 6, /* lock, but not store */
		FOLDER_PATH_SIZE - 9, /* store, but not store.new */
	};
	struct stored *st = *state;
	struct store_options o = { .size = 1 << 20, .version = 1,
		.tell = tell };
	struct store *s;
	struct err e;
	int told = 0;
	size_t i;

	o.arg = &told;
	for (i = 0; i < sizeof(lengths) / sizeof(*lengths); i++) {
		o.dir = named(st, lengths[i]);
		e.class = ERR_NONE;
		assert_int_equal(store_open(&s, &o, STORED_NOW, &e), -1);
		assert_int_equal(e.class, ERR_PERM);
	}
	for (i = 0; i < 2; i++) { /* foreign, and then damaged */
		char path[128];
		FILE *f;

		(void)snprintf(path, sizeof(path), "%s/store", st->dir);
		f = fopen(path, "w");
		assert_non_null(f);
		if (i == 1) {
			(void)fclose(f);
			(void)unlink(path);
			o.dir = st->dir;
			assert_int_equal(store_open(&s, &o, STORED_NOW, &e),
			    0);
			assert_int_equal(store_close(s, STORED_NOW, &e), 0);
			assert_int_equal(truncate(path, 8192), 0);
		} else {
			(void)fclose(f);
		}
		o.dir = named(st, FOLDER_PATH_SIZE - 20);
		assert_int_equal(store_open(&s, &o, STORED_NOW, &e), -1);
		assert_int_equal(e.class, ERR_TEMP);
		assert_int_equal(access(path, F_OK), 0);
	}
	assert_int_equal(told, 0);
}

/* No calendar has its year. */
static void
a_time_that_is_none_is_left_out(void **state)
{
	struct stored *st = *state;
	char path[128], out[FOLDER_PATH_SIZE];
	struct err e;

	(void)snprintf(path, sizeof(path), "%s/x", st->dir);
	make(path);
	assert_int_equal(folder_aside(out, path, "odd", INT64_MAX, &e), 0);
	assert_non_null(strstr(out, "/x.odd-"));
	assert_int_equal(access(out, F_OK), 0);
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
		WITH(a_folder_with_a_long_name_is_told),
		WITH(a_time_that_is_none_is_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
