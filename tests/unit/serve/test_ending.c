/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/ending.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define NOTE "it does not end\n"

static void
a_loop_that_does_not_end_is_ended(void **state)
{
	static struct ending ending;
	char said[64] = "";
	int fd[2], status;
	pid_t pid;

	(void)state;
	assert_int_equal(pipe(fd), 0);
	if ((pid = fork()) == 0) {
		(void)dup2(fd[1], STDERR_FILENO);
		ending_begin(&ending, 50, NOTE);
		for (;;)
			(void)pause();
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 111);
	assert_int_equal(read(fd[0], said, sizeof(said) - 1), strlen(NOTE));
	assert_string_equal(said, NOTE);
	(void)close(fd[0]);
	(void)close(fd[1]);
}

static void
one_that_has_ended_has_all_the_time(void **state)
{
	static struct ending never;
	struct ending ending = { .watching = false };
	unsigned i;

	(void)state;
	for (i = 0; i < 3; i++) {
		ending.over = false;
		ending_begin(&ending, 3600 * 1000, NOTE);
		ending_over(&ending);
		ending_over(&ending);
	}
	ending_over(&never);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_loop_that_does_not_end_is_ended),
		cmocka_unit_test(one_that_has_ended_has_all_the_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
