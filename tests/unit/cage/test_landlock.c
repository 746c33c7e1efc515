/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cage/landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "cage/syscalls.h"

#define NONE 77

/* In a process of its own: 0, NONE, or what is wrong. */
static int
caged(void)
{
	int null = open("/dev/null", O_RDWR), dir = open("/", O_RDONLY);

	switch (landlock_enter()) {
	case LANDLOCK_ENTERED:
		break;
	case LANDLOCK_NONE:
		return NONE;
	default:
		return 1;
	}
	if (open("/dev/null", O_RDONLY) != -1 || errno != EACCES)
		return 2;
	if (openat(dir, "etc/passwd", O_RDONLY) != -1 || errno != EACCES)
		return 3;
	if (open("/tmp/dhf-no-such-file", O_WRONLY | O_CREAT, 0600) != -1)
		return 4;
	(void)execl("/bin/true", "true", (char *)NULL);
	if (errno != EACCES)
		return 5;
	return write(null, "x", 1) == 1 ? 0 : 6; /* what is open stays */
}

/* Run in a process of its own: skips where this kernel has none of it. */
static void
apart(int (*what)(void))
{
	int status;
	pid_t pid;

	if ((pid = fork()) == 0)
		_exit(what());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == NONE)
		skip();
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void
nothing_that_has_a_name_can_be_opened(void **state)
{
	(void)state;
	apart(caged);
}

/* Whether this kernel has it is told by a process that is not needed. */
static bool
has(void)
{
	int status;
	pid_t pid = fork();

	if (pid == 0)
		_exit(landlock_enter() == LANDLOCK_ENTERED ? 0 : 1);
	return waitpid(pid, &status, 0) == pid && status == 0;
}

/* The places stay, a file as well as a folder; what has no name, or is not
 * there, is passed over. */
static int
with_places(void)
{
	static const struct landlock_place place[] = { { "", false },
		{ "/no/such/place", true }, { "/dev/null", true },
		{ "/dev", false } };

	if (!has())
		return NONE;
	if (landlock_enter_but(place, 4) != LANDLOCK_ENTERED)
		return 1;
	if (open("/dev/null", O_RDWR) == -1 ||
	    open("/dev/zero", O_RDONLY) == -1)
		return 2;
	if (open("/dev/zero", O_WRONLY) != -1 || errno != EACCES)
		return 3;
	return open("/etc/passwd", O_RDONLY) == -1 && errno == EACCES ? 0 : 4;
}

static void
what_is_below_a_place_stays_as_it_says(void **state)
{
	(void)state;
	apart(with_places);
}

/* Old kernels say ENOSYS. */
static int
on_an_old_kernel(void)
{
	syscalls_deny("landlock_create_ruleset");
	return landlock_enter() == LANDLOCK_NONE &&
	    open("/dev/null", O_RDONLY) != -1 ? 0 : 1;
}

static void
without_it_nothing_is_given_up(void **state)
{
	(void)state;
	if (!syscalls_can())
		skip();
	apart(on_an_old_kernel);
}

/* Half a cage is none: the answer to any step that fails. */
static int
fails_without(const char *call)
{
	static const struct landlock_place place = { "/dev/null", false };

	if (!has())
		return NONE;
	syscalls_deny(call);
	return landlock_enter_but(&place, 1) == LANDLOCK_FAILED &&
	    errno == ENOSYS ? 0 : 1;
}

static int
no_rule(void)
{
	return fails_without("landlock_add_rule");
}

static int
no_giving_up_of_rights(void)
{
	return fails_without("prctl");
}

static int
no_entering(void)
{
	return fails_without("landlock_restrict_self");
}

static int
no_descriptor(void)
{
	const struct rlimit none = { 0, 0 };

	if (!has())
		return NONE;
	if (setrlimit(RLIMIT_NOFILE, &none) == -1)
		return 1;
	return landlock_enter() == LANDLOCK_FAILED && errno == EMFILE ? 0 : 2;
}

static void
a_step_that_fails_is_said_to_have_failed(void **state)
{
	(void)state;
	if (!syscalls_can())
		skip();
	apart(no_rule);
	apart(no_giving_up_of_rights);
	apart(no_entering);
	apart(no_descriptor);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_that_has_a_name_can_be_opened),
		cmocka_unit_test(what_is_below_a_place_stays_as_it_says),
		cmocka_unit_test(without_it_nothing_is_given_up),
		cmocka_unit_test(a_step_that_fails_is_said_to_have_failed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
