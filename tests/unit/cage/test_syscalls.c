/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cage/syscalls.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"

/* What a test needs itself to end, and to be told of. */
static const char *const some[] = { "write", "getpid", "exit_group",
	"no_such_call", NULL };

/* Run in a process of its own, which nothing is the matter with if it returns
 * 0.  Skips where no program can be shut in. */
static void
apart(int (*what)(void))
{
	int status;
	pid_t pid;

	if (!syscalls_can())
		skip();
	if ((pid = fork()) == 0)
		_exit(what());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static int
named(void)
{
	struct err e;

	if (syscalls_limit(some, NULL, 0, &e) != 0)
		return 1;
	if (getpid() <= 0)
		return 2;
	if (getpgid(0) != -1 || errno != ENOSYS)
		return 3;
	return open("/dev/null", O_RDONLY) == -1 && errno == ENOSYS ? 0 : 4;
}

static void
those_that_are_named_are_made_and_no_others(void **state)
{
	(void)state;
	apart(named);
}

static int
on_condition(void)
{
	static const struct syscalls_if ifs[] = {
		{ "no_such_call", 0, 0, 0 },
		{ "kill", 1, ~0UL, 0 } /* is there one? */
	};
	struct err e;

	if (syscalls_limit(some, ifs, 2, &e) != 0)
		return 1;
	if (kill(getpid(), 0) != 0)
		return 2;
	return kill(getpid(), SIGKILL) == -1 && errno == ENOSYS ? 0 : 3;
}

static void
one_on_a_condition_is_made_where_that_holds(void **state)
{
	(void)state;
	apart(on_condition);
}

static int
denied(void)
{
	syscalls_deny("no_such_call");
	if (getpgid(0) == -1) /* 0: it is of another namespace */
		return 1;
	syscalls_deny("getpgid");
	if (getpgid(0) != -1 || errno != ENOSYS)
		return 2;
	return getpid() > 0 ? 0 : 3;
}

static void
one_that_is_denied_fails_as_on_an_old_kernel(void **state)
{
	(void)state;
	apart(denied);
}

/* libseccomp asks by seccomp(2), or by prctl(2) where there is none. */
static int
without_seccomp(void)
{
	struct err e = { .class = ERR_TEMP };

	syscalls_deny("seccomp");
	syscalls_deny("prctl");
	if (syscalls_limit(some, NULL, 0, &e) != -1)
		return 1;
	if (e.class != ERR_PERM || strstr(e.msg, "no sandbox") == NULL)
		return 2;
	return getpgid(0) != -1 ? 0 : 3;
}

static void
a_kernel_without_it_is_an_error_and_limits_nothing(void **state)
{
	(void)state;
	apart(without_seccomp);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(those_that_are_named_are_made_and_no_others),
		cmocka_unit_test(one_on_a_condition_is_made_where_that_holds),
		cmocka_unit_test(one_that_is_denied_fails_as_on_an_old_kernel),
		cmocka_unit_test(
		    a_kernel_without_it_is_an_error_and_limits_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
