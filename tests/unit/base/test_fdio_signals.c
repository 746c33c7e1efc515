/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/fdio.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

/* Upper bounds are generous: the machine may be busy. */
#define SOON_MS 2000

static volatile sig_atomic_t alarms;

static void
count_alarm(int sig)
{
	(void)sig;
	alarms++;
}

static int64_t
clock_ms(void)
{
	struct timespec t;

	assert_int_equal(clock_gettime(CLOCK_MONOTONIC, &t), 0);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Fill fd and leave its flags as they were, or nonblocking. */
static void
fill(int fd, bool nonblocking)
{
	char junk[512] = { 0 };

	assert_int_equal(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
	while (write(fd, junk, sizeof(junk)) > 0 || errno == EINTR)
		;
	assert_int_equal(fcntl(fd, F_SETFL, nonblocking ? O_NONBLOCK : 0), 0);
}

static void
full_pipe(int fd[2])
{
	assert_int_equal(pipe(fd), 0);
	fill(fd[1], false);
}

static void
close_both(const int fd[2])
{
	(void)close(fd[0]);
	(void)close(fd[1]);
}

static void
write_to_nobody_is_an_error_and_no_signal(void **state)
{
	sigset_t pending, pipe_signal, mask;
	struct sigaction was, now;
	int fd[2];

	(void)state;
	assert_int_equal(sigaction(SIGPIPE, NULL, &was), 0);
	assert_true(was.sa_handler == SIG_DFL);
	assert_int_equal(pipe(fd), 0);
	(void)close(fd[0]);
	assert_int_equal(fd_write_within(fd[1], "x", 1, 100), -1);
	assert_int_equal(errno, EPIPE);
	assert_int_equal(sigaction(SIGPIPE, NULL, &now), 0);
	assert_true(now.sa_handler == SIG_DFL);
	/* blocked by the caller: neither left pending nor taken away */
	(void)sigemptyset(&pipe_signal);
	(void)sigaddset(&pipe_signal, SIGPIPE);
	assert_int_equal(sigprocmask(SIG_BLOCK, &pipe_signal, &mask), 0);
	assert_int_equal(fd_write_within(fd[1], "x", 1, 100), -1);
	assert_int_equal(sigpending(&pending), 0);
	assert_false(sigismember(&pending, SIGPIPE));
	assert_int_equal(raise(SIGPIPE), 0);
	assert_int_equal(fd_write_within(fd[1], "x", 1, 100), -1);
	assert_int_equal(sigpending(&pending), 0);
	assert_true(sigismember(&pending, SIGPIPE));
	assert_int_equal(sigwait(&pipe_signal, &fd[0]), 0);
	assert_int_equal(sigprocmask(SIG_SETMASK, &mask, NULL), 0);
	(void)close(fd[1]);
	assert_int_equal(fd_write_within(fd[1], "x", 1, 100), -1);
	assert_int_equal(errno, EBADF);
}

static void
write_leaves_no_timer_and_no_handler(void **state)
{
	struct sigaction odd = { .sa_flags = SA_RESTART }, now;
	struct itimerval timer;
	sigset_t mask;
	int fd[2];

	(void)state;
	full_pipe(fd);
	odd.sa_handler = count_alarm;
	(void)sigemptyset(&odd.sa_mask);
	(void)sigaddset(&odd.sa_mask, SIGUSR1);
	assert_int_equal(sigaction(SIGALRM, &odd, NULL), 0);
	alarms = 0;
	assert_int_equal(fd_write_within(fd[1], "x", 1, 50), -1);
	assert_int_equal(alarms, 0);
	assert_int_equal(getitimer(ITIMER_REAL, &timer), 0);
	assert_int_equal(timer.it_value.tv_sec + timer.it_value.tv_usec, 0);
	assert_int_equal(sigaction(SIGALRM, NULL, &now), 0);
	assert_true(now.sa_handler == count_alarm);
	assert_true((now.sa_flags & SA_RESTART) != 0);
	assert_true(sigismember(&now.sa_mask, SIGUSR1));
	assert_int_equal(sigprocmask(SIG_BLOCK, NULL, &mask), 0);
	assert_false(sigismember(&mask, SIGALRM));
	assert_false(sigismember(&mask, SIGPIPE));
	close_both(fd);
}

static void
write_shortens_a_running_timer(void **state)
{
	struct itimerval set = { { 7, 0 }, { 100, 0 } }, now;
	int64_t left_ms;
	int fd[2];

	(void)state;
	full_pipe(fd);
	assert_int_equal(setitimer(ITIMER_REAL, &set, NULL), 0);
	assert_int_equal(fd_write_within(fd[1], "x", 1, 100), -1);
	(void)memset(&set, 0, sizeof(set));
	assert_int_equal(setitimer(ITIMER_REAL, &set, &now), 0);
	assert_int_equal(now.it_interval.tv_sec, 7);
	assert_int_equal(now.it_interval.tv_usec, 0);
	left_ms = now.it_value.tv_sec * 1000 + now.it_value.tv_usec / 1000;
	assert_in_range(left_ms, 100000 - SOON_MS, 99901);
	close_both(fd);
}

/* An inherited timer that falls due inside is neither lost nor taken for
 * ours: it reaches its own handler, or stays pending where blocked. */
static void
write_delays_a_timer_that_falls_due(void **state)
{
	struct itimerval set = { { 0, 0 }, { 0, 20000 } };
	struct sigaction count = { .sa_handler = count_alarm };
	sigset_t block, mask, pending;
	int fd[2], i;

	(void)state;
	full_pipe(fd);
	(void)sigemptyset(&count.sa_mask);
	assert_int_equal(sigaction(SIGALRM, &count, NULL), 0);
	(void)sigemptyset(&block);
	(void)sigaddset(&block, SIGALRM);
	assert_int_equal(sigprocmask(SIG_BLOCK, &block, &mask), 0);
	for (i = 0; i < 2; i++) {
		alarms = 0;
		if (i == 1) /* pending before we start */
			assert_int_equal(raise(SIGALRM), 0);
		else
			assert_int_equal(setitimer(ITIMER_REAL, &set, NULL), 0);
		assert_int_equal(fd_write_within(fd[1], "x", 1, 100), -1);
		assert_int_equal(errno, ETIMEDOUT);
		assert_int_equal(alarms, 0);
		if (i == 1) {
			assert_int_equal(sigpending(&pending), 0);
			assert_true(sigismember(&pending, SIGALRM));
		}
		assert_int_equal(sigsuspend(&mask), -1);
		assert_int_equal(alarms, 1);
	}
	assert_int_equal(fd_write_within(fd[1], "x", 1, 30), -1);
	assert_int_equal(sigpending(&pending), 0);
	assert_false(sigismember(&pending, SIGALRM));
	assert_int_equal(sigprocmask(SIG_SETMASK, &mask, NULL), 0);
	close_both(fd);
}

static void
read_outlasts_signals(void **state)
{
	struct itimerval set = { { 0, 5000 }, { 0, 5000 } }, off = { 0 };
	struct sigaction count = { .sa_handler = count_alarm };
	int64_t start = clock_ms();
	int fd[2];
	char c;

	(void)state;
	(void)sigemptyset(&count.sa_mask);
	assert_int_equal(sigaction(SIGALRM, &count, NULL), 0);
	assert_int_equal(pipe(fd), 0);
	alarms = 0;
	assert_int_equal(setitimer(ITIMER_REAL, &set, NULL), 0);
	assert_int_equal(fd_read_within(fd[0], &c, 1, 50), -1);
	assert_int_equal(errno, ETIMEDOUT);
	assert_int_equal(setitimer(ITIMER_REAL, &off, NULL), 0);
	assert_true(alarms > 0);
	assert_in_range(clock_ms() - start, 49, SOON_MS);
	close_both(fd);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(write_to_nobody_is_an_error_and_no_signal),
		cmocka_unit_test(write_leaves_no_timer_and_no_handler),
		cmocka_unit_test(write_shortens_a_running_timer),
		cmocka_unit_test(write_delays_a_timer_that_falls_due),
		cmocka_unit_test(read_outlasts_signals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
