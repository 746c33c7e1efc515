/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/watchdog.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static struct watchdog watchdog;

static void
leave(void *arg)
{
	_exit(*(int *)arg);
}

static void
far(void *arg)
{
	_exit(*(int *)arg + 1);
}

/* The exit status of body(arg) in a child; -1: a signal ended it. */
static int
status_of(void (*body)(int), int arg)
{
	int status;
	pid_t pid = fork();

	assert_int_not_equal(pid, -1);
	if (pid == 0) {
		body(arg);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
spin(int blocked)
{
	volatile int forever = 1;
	static int status = 7;
	sigset_t set;

	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGALRM);
	if (blocked)
		(void)sigprocmask(SIG_BLOCK, &set, NULL);
	watchdog_begin(&watchdog, 50, leave, &status);
	while (forever)
		;
}

static void
who_spins_is_ended(void **state)
{
	(void)state;
	assert_int_equal(status_of(spin, 0), 7);
	assert_int_equal(status_of(spin, 1), 7);
}

static void
limited(int arg)
{
	static int status = 8;

	(void)arg;
	watchdog_begin(&watchdog, 3600000, leave, &status);
	watchdog_limit(20);
	for (;;)
		(void)pause();
}

static void
the_limit_can_be_another(void **state)
{
	(void)state;
	assert_int_equal(status_of(limited, 0), 8);
}

static void
in_time(int arg)
{
	static int status = 9;

	(void)arg;
	watchdog_begin(&watchdog, 10, leave, &status);
	watchdog_end(&watchdog);
	(void)poll(NULL, 0, 50);
}

static void
nobody_is_ended_who_is_done(void **state)
{
	(void)state;
	assert_int_equal(status_of(in_time, 0), 0);
}

static void
on_inherited(int sig)
{
	(void)sig;
	_exit(3);
}

/* An alarm of whoever ran us. */
static void
inherited(int arg)
{
	const struct itimerval soon = { { 0, 0 }, { 0, 20000 } };
	static int status = 9;

	(void)arg;
	(void)signal(SIGALRM, on_inherited);
	(void)setitimer(ITIMER_REAL, &soon, NULL);
	watchdog_begin(&watchdog, 3600000, far, &status);
	watchdog_end(&watchdog);
	for (;;)
		(void)pause();
}

/* One that was sent, and is kept back. */
static void
kept(int arg)
{
	static int status = 9;
	sigset_t set;

	(void)arg;
	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGALRM);
	(void)sigprocmask(SIG_BLOCK, &set, NULL);
	(void)signal(SIGALRM, on_inherited);
	(void)raise(SIGALRM);
	watchdog_begin(&watchdog, 3600000, far, &status);
	watchdog_end(&watchdog);
	(void)sigpending(&set);
	_exit(sigismember(&set, SIGALRM) == 1 ? 4 : 5);
}

static void
an_inherited_alarm_is_left_alone(void **state)
{
	(void)state;
	assert_int_equal(status_of(inherited, 0), 3);
	assert_int_equal(status_of(kept, 0), 4);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_spins_is_ended),
		cmocka_unit_test(the_limit_can_be_another),
		cmocka_unit_test(nobody_is_ended_who_is_done),
		cmocka_unit_test(an_inherited_alarm_is_left_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
