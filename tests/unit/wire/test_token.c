/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/token.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* No test here waits longer, whatever breaks. */
#define DEADLINE_S 20
#define TAKERS 8
#define ROUNDS 50

static void
whoever_reads_first_has_it_and_nobody_waits(void **state)
{
	int token = token_make();

	(void)state;
	assert_true(token > STDERR_FILENO);
	assert_int_not_equal(fcntl(token, F_GETFD) & FD_CLOEXEC, 0);
	assert_true(token_take(token));
	assert_false(token_take(token));
	(void)close(token);
}

/* Processes that share it, all at once: the exit status says who had it. */
static void
of_many_processes_one_has_it(void **state)
{
	int round, i, had, status;

	(void)state;
	for (round = 0; round < ROUNDS; round++) {
		int token = token_make();

		assert_int_not_equal(token, -1);
		for (i = 0; i < TAKERS; i++)
			if (fork() == 0)
				_exit(token_take(token) ? 1 : 0);
		(void)close(token);
		for (i = had = 0; i < TAKERS; i++) {
			assert_int_not_equal(wait(&status), -1);
			assert_true(WIFEXITED(status));
			had += WEXITSTATUS(status);
		}
		assert_int_equal(had, 1);
	}
}

/* The standard descriptors are the client's, or nobody's. */
static void
a_closed_standard_descriptor_stays_closed(void **state)
{
	int was = dup(STDIN_FILENO), token;

	(void)state;
	(void)close(STDIN_FILENO);
	token = token_make();
	assert_true(token > STDERR_FILENO);
	assert_int_equal(fcntl(STDIN_FILENO, F_GETFD), -1);
	(void)close(token);
	if (was != -1) {
		(void)dup2(was, STDIN_FILENO);
		(void)close(was);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(whoever_reads_first_has_it_and_nobody_waits),
		cmocka_unit_test(of_many_processes_one_has_it),
		cmocka_unit_test(a_closed_standard_descriptor_stays_closed),
	};

	(void)alarm(DEADLINE_S);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
