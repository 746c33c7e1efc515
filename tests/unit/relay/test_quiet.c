/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "relay/quiet.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

static void
signals_wait_until_they_are_looked_for(void **state)
{
	struct sigaction action;
	struct quiet q;
	sigset_t mask;
	int end[2], sig;

	(void)state;
	(void)signal(SIGCHLD, SIG_IGN);
	quiet_begin(&q);
	assert_false(quiet_told());
	assert_int_equal(pipe(end), 0);
	(void)close(end[0]);
	assert_int_equal(write(end[1], "", 1), -1);
	assert_int_equal(errno, EPIPE);
	(void)close(end[1]);
	(void)kill(getpid(), SIGTERM);
	assert_true(quiet_told());
	assert_true(quiet_told());
	(void)sigaction(SIGCHLD, NULL, &action);
	assert_true(action.sa_handler == SIG_DFL);
	/* take them, or the end of this would be that of the test */
	(void)sigemptyset(&mask);
	(void)sigaddset(&mask, SIGTERM);
	(void)sigaddset(&mask, SIGPIPE);
	(void)sigwait(&mask, &sig);
	(void)sigwait(&mask, &sig);
	quiet_end(&q);
	(void)sigaction(SIGCHLD, NULL, &action);
	assert_true(action.sa_handler == SIG_IGN);
	(void)sigprocmask(SIG_BLOCK, NULL, &mask);
	assert_int_equal(sigismember(&mask, SIGTERM), 0);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(signals_wait_until_they_are_looked_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
