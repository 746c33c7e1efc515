/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cage/landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

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

static void
nothing_that_has_a_name_can_be_opened(void **state)
{
	int status;
	pid_t pid;

	(void)state;
	if ((pid = fork()) == 0)
		_exit(caged());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == NONE)
		skip();
	assert_int_equal(WEXITSTATUS(status), 0);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_that_has_a_name_can_be_opened),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
