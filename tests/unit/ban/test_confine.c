/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What there is not of a cage is told, and no reason not to serve: but for the
 * user, who is not root. */
#include "ban/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#if defined(__linux__)
#include "base/err.h"
#include "base/tell.h"
#include "base/user.h"
#include "cage/landlock.h"
#include "cage/rights.h"
#include "cage/syscalls.h"

static int rights, filter;
static enum landlock_answer landlock;

/* In the place of those of the cage. */
int
rights_keep_network(const struct user *u, struct err *e)
{
	(void)u;
	return rights == -1 ? err_perm(e, 0, "no such right") : 0;
}

enum landlock_answer
landlock_enter(void)
{
	errno = EACCES;
	return landlock;
}

int
syscalls_limit(const char *const *names, const struct syscalls_if *ifs,
    size_t n, struct err *e)
{
	assert_non_null(names[0]);
	assert_true(n > 0 && ifs[0].name != NULL);
	return filter == -1 ? err_temp(e, 0, "no filter") : 0;
}

static void
what_is_missing_is_told_and_served_without(void **state)
{
	static const struct {
		int rights, filter;
		enum landlock_answer landlock;
		int rc;
		const char *told;
	} row[] = {
		{ 0, 0, LANDLOCK_ENTERED, 0, "" },
		{ 0, 0, LANDLOCK_NONE, 0,
		    "test: this kernel has no Landlock\n" },
		{ 0, 0, LANDLOCK_FAILED, 0,
		    "test: no Landlock: Permission denied\n" },
		{ 0, -1, LANDLOCK_ENTERED, 0, "test: no filter\n" },
		{ -1, 0, LANDLOCK_ENTERED, -1, "" },
	};
	struct tell t = { .program = "test" };
	struct user u = { .uid = 1 };
	char told[256];
	struct err e;
	ssize_t n;
	int fd[2];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		rights = row[i].rights;
		filter = row[i].filter;
		landlock = row[i].landlock;
		assert_int_equal(pipe(fd), 0);
		t.fd = fd[1];
		e.class = ERR_NONE;
		assert_int_equal(ban_confine(&u, &t, &e), row[i].rc);
		assert_int_equal(e.class, row[i].rc == 0 ? ERR_NONE :
		    ERR_PERM);
		(void)close(fd[1]);
		n = read(fd[0], told, sizeof(told) - 1);
		(void)close(fd[0]);
		assert_true(n >= 0);
		told[n] = '\0';
		assert_string_equal(told, row[i].told);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_missing_is_told_and_served_without),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
#else
int
main(void)
{
	return 0;
}
#endif
