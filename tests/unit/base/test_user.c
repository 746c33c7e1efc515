/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/user.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"

static void
without_a_name_we_stay_who_we_are(void **state)
{
	struct user u;
	struct err e;

	(void)state;
	assert_int_equal(user_find(&u, "", &e), 0);
	assert_false(u.change);
	assert_int_equal(u.uid, geteuid());
	assert_int_equal(user_become(&u, &e), 0);
}

static void
some_can_not_be_become(void **state)
{
	struct user u;
	struct err e;

	(void)state;
	assert_int_equal(user_find(&u, "no-such-user", &e), -1);
	assert_int_equal(e.class, ERR_PERM);
	assert_non_null(strstr(e.msg, "there is no user \"no-such-user\""));
	assert_int_equal(user_find(&u, "root", &e), -1);
	assert_int_equal(e.class, ERR_PERM);
	if (geteuid() == 0)
		skip();
	assert_int_equal(user_find(&u, "nobody", &e), -1);
	assert_int_equal(e.class, ERR_PERM);
	assert_non_null(strstr(e.msg, "only root can"));
}

static void
there_is_no_way_back(void **state)
{
	struct user u;
	struct err e = { 0 };
	gid_t groups[64];
	int status, n, i;
	pid_t pid;

	(void)state;
	if (geteuid() != 0 || user_find(&u, "nobody", &e) == -1)
		skip();
	assert_true(u.change);
	if ((pid = fork()) == 0) {
		if (user_become(&u, &e) == -1 || getuid() != u.uid ||
		    geteuid() != u.uid || getgid() != u.gid ||
		    getegid() != u.gid)
			_exit(1);
		n = getgroups(64, groups);
		for (i = 0; i < n; i++)
			if (groups[i] == 0)
				_exit(2);
		_exit(seteuid(0) == -1 && setgid(0) == -1 ? 0 : 3);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void
a_group_has_a_number(void **state)
{
	struct err e;
	gid_t gid = 4711;

	(void)state;
	assert_int_equal(user_group(&gid, "root", &e), 0);
	assert_int_equal(gid, 0);
	assert_int_equal(user_group(&gid, "no-such-group", &e), 0);
	assert_int_equal(gid, (gid_t)-1);
	assert_int_equal(user_group(&gid, "", &e), 0);
	assert_int_equal(gid, (gid_t)-1);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_name_we_stay_who_we_are),
		cmocka_unit_test(some_can_not_be_become),
		cmocka_unit_test(there_is_no_way_back),
		cmocka_unit_test(a_group_has_a_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
