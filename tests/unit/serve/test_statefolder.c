/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/statefolder.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/user.h"
#include "lib/failing.h"
#include "lib/fixture.h"
#include "serve/bind.h"

static struct fixture f;
static struct user us;
static char dir[FIXTURE_PATH];

static int
begin(void **state)
{
	(void)state;
	(void)umask(0);
	fixture_begin(&f);
	(void)fixture_path(&f, dir, "state");
	return user_find(&us, "", &f.e);
}

static void
refused(const char *why)
{
	struct statefolder folder;

	assert_int_equal(statefolder_open(&folder, dir, &us, &f.e), -1);
	assert_int_equal(f.e.class, ERR_PERM);
	if (strstr(f.e.msg, why) == NULL)
		fail_msg("%s", f.e.msg);
}

static void
it_is_made_where_there_is_none(void **state)
{
	struct statefolder folder;
	struct stat st;
	char want[FIXTURE_PATH + 16];

	(void)state;
	assert_int_equal(statefolder_open(&folder, dir, &us, &f.e), 0);
	assert_int_equal(stat(dir, &st), 0);
	assert_int_equal(st.st_mode, S_IFDIR | 0700);
	(void)snprintf(want, sizeof(want), "%s/control", dir);
	assert_string_equal(folder.control, want);
	assert_int_equal(statefolder_open(&folder, dir, &us, &f.e), 0);
}

static void
it_is_made_for_the_user(void **state)
{
	struct user other = { "other", true, 4711, 4712 };
	struct statefolder folder;
	struct stat st;

	(void)state;
	if (geteuid() != 0)
		skip();
	assert_int_equal(statefolder_open(&folder, dir, &other, &f.e), 0);
	assert_int_equal(stat(dir, &st), 0);
	assert_int_equal(st.st_uid, 4711);
	assert_int_equal(st.st_gid, 4712);
	refused("chown it to 0");
}

static void
others_must_not_write_there(void **state)
{
	(void)state;
	assert_int_equal(mkdir(dir, 0770), 0);
	refused("others may write");
	assert_int_equal(chmod(dir, 0702), 0);
	refused("others may write");
	assert_int_equal(rmdir(dir), 0);
	fixture_text(&f, "state", "");
	refused("no folder");
	assert_int_equal(unlink(dir), 0);
	(void)fixture_path(&f, dir, "none/state");
	refused("make the folder");
}

static void
one_daemon_has_it(void **state)
{
	static const struct bind_owner ours = { (uid_t)-1, (gid_t)-1 };
	struct statefolder folder;
	int fd;

	(void)state;
	assert_int_equal(statefolder_open(&folder, dir, &us, &f.e), 0);
	assert_int_equal(bind_path(&fd, folder.control, SOCK_STREAM, &ours,
	    &f.e), BIND_OK);
	refused("in use by another daemon");
	(void)close(fd); /* as after kill -9 */
	assert_int_equal(statefolder_open(&folder, dir, &us, &f.e), 0);
}

static void
what_cannot_be_looked_at_or_given_is_told(void **state)
{
	const struct user other = { "other", true, 4711, 4712 };
	char path[300];
	struct statefolder folder;

	(void)state;
	failing_nth("chown", 1, EPERM);
	assert_int_equal(statefolder_open(&folder, dir, &other, &f.e), -1);
	assert_true(failing_end());
	assert_int_equal(f.e.class, ERR_PERM);
	assert_non_null(strstr(f.e.msg, "to its user"));
	assert_int_equal(rmdir(dir), 0);
	failing_nth("socket", 1, EMFILE); /* nobody can serve it then */
	assert_int_equal(statefolder_open(&folder, dir, &us, &f.e), 0);
	assert_true(failing_end());
	(void)fixture_path(&f, dir, "state/x");
	fixture_text(&f, "state/x", "");
	(void)strcat(dir, "/y");
	refused("look at");
	memset(path, 'd', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	path[0] = '/';
	assert_int_equal(statefolder_open(&folder, path, &us, &f.e), -1);
	assert_int_equal(f.e.class, ERR_PERM);
}

int
main(void)
{
#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, begin, fixture_teardown)
	static const struct CMUnitTest tests[] = {
		TEST(it_is_made_where_there_is_none),
		TEST(it_is_made_for_the_user),
		TEST(others_must_not_write_there),
		TEST(one_daemon_has_it),
		TEST(what_cannot_be_looked_at_or_given_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
