/* SPDX-License-Identifier: GPL-2.0-or-later */
#if defined(__linux__)
#define _GNU_SOURCE /* syscall(2) */
#endif
#include "cage/calls.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "cage/sanitized.h"

#define NONE 77

#if defined(__linux__)
#include <sys/prctl.h>
#include <sys/syscall.h>

/* In a process of its own: 0, NONE, or what is wrong. */
static int
limited(void)
{
	/* the first, one in between and the last are allowed */
	static const int number[] = { SYS_getppid, SYS_write, SYS_fcntl,
		SYS_getpid, SYS_exit_group };
	static const long signalling[] = { F_SETOWN, F_SETSIG, F_SETOWN_EX,
		F_NOTIFY };
	size_t i;
	int rc;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1UL, 0UL, 0UL, 0UL) == -1)
		return NONE;
	rc = calls_limit(number, sizeof(number) / sizeof(number[0]));
	if (rc != 0)
		return rc == 1 ? NONE : 1;
	if (syscall(SYS_getpid) <= 0 || syscall(SYS_getppid) < 0)
		return 2;
	if (syscall(SYS_getuid) != -1 || errno != ENOSYS)
		return 3;
	for (i = 0; i < sizeof(signalling) / sizeof(signalling[0]); i++)
		if (syscall(SYS_fcntl, 0, signalling[i], 0L) != -1 ||
		    errno != ENOSYS)
			return 5;
	if (syscall(SYS_fcntl, 1, F_GETFD, 0L) == -1)
		return 6;
	return syscall(SYS_close, 99) == -1 && errno == ENOSYS ? 0 : 4;
}
#else
static int
limited(void)
{
	return calls_limit(NULL, 0) == 1 ? NONE : 1;
}
#endif

static void
only_those_of_the_list_are_made(void **state)
{
	int status;
	pid_t pid;

	(void)state;
	if (sanitized())
		skip();
	if ((pid = fork()) == 0)
		_exit(limited());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == NONE)
		skip();
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void
a_list_that_is_too_long_changes_nothing(void **state)
{
	static const int number[CALLS_MAX + 1] = { 0 };
	int rc = calls_limit(number, CALLS_MAX + 1);

	(void)state;
	if (rc == 1)
		skip();
	assert_int_equal(rc, -1);
	assert_int_equal(errno, EINVAL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_those_of_the_list_are_made),
		cmocka_unit_test(a_list_that_is_too_long_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
