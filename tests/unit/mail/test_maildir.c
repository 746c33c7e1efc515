/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mail/maildir.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"

static char dir[64];

static void
in_dir(char out[128], const char *name)
{
	(void)snprintf(out, 128, "%s/%s", dir, name);
}

static void
put(const char *name)
{
	char path[128];
	int fd;

	in_dir(path, name);
	fd = open(path, O_CREAT | O_WRONLY, 0600);
	assert_int_not_equal(fd, -1);
	assert_int_equal(write(fd, "x", 1), 1);
	assert_int_equal(close(fd), 0);
}

static void
make(const char *name)
{
	char path[128];

	in_dir(path, name);
	assert_int_equal(mkdir(path, 0700), 0);
}

static void
drop(const char *name, int (*how)(const char *))
{
	char path[128];

	in_dir(path, name);
	assert_int_equal(how(path), 0);
}

static void
maildir_next_gives_what_is_in_new_and_cur(void **state)
{
	struct maildir m = { .path = dir };
	char path[128], names[64] = "", c;
	struct err e;
	int fd;

	(void)state;
	(void)snprintf(dir, sizeof(dir), "/tmp/dhf-maildir.XXXXXX");
	assert_non_null(mkdtemp(dir));
	make("new");
	assert_int_equal(maildir_next(&fd, &m, &e), MAILDIR_FAILED);
	make("cur");
	m = (struct maildir){ .path = dir };
	assert_int_equal(maildir_next(&fd, &m, &e), MAILDIR_END);
	assert_int_equal(maildir_next(&fd, &m, &e), MAILDIR_END);
	m = (struct maildir){ .path = dir };
	make("tmp");
	make("cur/folder");
	put("new/1");
	put("new/.hidden");
	put("cur/2:2,S");
	put("tmp/3");
	in_dir(path, "cur/4:2,");
	assert_int_equal(symlink("gone", path), 0);
	in_dir(path, "cur/5:2,");
	assert_int_equal(mkfifo(path, 0600), 0);
	while (maildir_next(&fd, &m, &e) == MAILDIR_MAIL) {
		assert_true(fd > 2);
		assert_int_equal(read(fd, &c, 1), 1);
		assert_int_equal(close(fd), 0);
		(void)strcat(strcat(names, m.name), " ");
	}
	assert_string_equal(names, "1 2:2,S ");
	assert_null(m.dir);
	drop("new/1", unlink);
	drop("new/.hidden", unlink);
	drop("cur/2:2,S", unlink);
	drop("tmp/3", unlink);
	drop("cur/4:2,", unlink);
	drop("cur/5:2,", unlink);
	drop("cur/folder", rmdir);
	drop("tmp", rmdir);
	drop("cur", rmdir);
	drop("new", rmdir);
	assert_int_equal(rmdir(dir), 0);
}

static void
maildir_next_refuses_what_is_none(void **state)
{
	struct maildir m = { .path = "/" };
	struct err e;
	int fd;

	(void)state;
	assert_int_equal(maildir_next(&fd, &m, &e), MAILDIR_FAILED);
	assert_int_equal(e.class, ERR_PERM);
	assert_non_null(strstr(e.msg, "no Maildir"));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(maildir_next_gives_what_is_in_new_and_cur),
		cmocka_unit_test(maildir_next_refuses_what_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
