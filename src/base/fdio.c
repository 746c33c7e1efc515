/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/fdio.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* The alarm repeats, because the first one may come before write(2) has
 * begun and then interrupts nothing. */
#define ALARM_AGAIN_US 10000

/* What the process had before the alarm was set. */
struct inherited {
	struct itimerval timer;
	struct sigaction alarm, size;
	sigset_t mask, pending;
};

int64_t
fd_now_us(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int64_t
fd_now_ms(void)
{
	return fd_now_us() / 1000;
}

static void
on_alarm(int sig)
{
	(void)sig; /* interrupting write(2) is all */
}

static struct timeval
microseconds(int64_t us)
{
	struct timeval t;

	t.tv_sec = (time_t)(us / 1000000);
	t.tv_usec = (suseconds_t)(us % 1000000);
	return t;
}

/* The order matters: with the signals blocked and the inherited timer
 * stopped, what is pending now is not of our making. */
static void
alarm_begin(struct inherited *was, int64_t in_us)
{
	static const struct itimerval stop;
	struct itimerval timer;
	struct sigaction action;
	sigset_t set;

	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGALRM);
	(void)sigaddset(&set, SIGPIPE);
	(void)sigprocmask(SIG_BLOCK, &set, &was->mask);
	(void)setitimer(ITIMER_REAL, &stop, &was->timer);
	(void)sigpending(&was->pending);
	action.sa_handler = on_alarm;
	action.sa_flags = 0; /* no SA_RESTART */
	(void)sigemptyset(&action.sa_mask);
	(void)sigaction(SIGALRM, &action, &was->alarm);
	action.sa_handler = SIG_IGN; /* a file at its limit is an error only */
	(void)sigaction(SIGXFSZ, &action, &was->size);
	timer.it_value = microseconds(in_us > 0 ? in_us : 1);
	timer.it_interval = microseconds(ALARM_AGAIN_US);
	(void)setitimer(ITIMER_REAL, &timer, NULL);
	(void)sigdelset(&set, SIGPIPE);
	(void)sigprocmask(SIG_UNBLOCK, &set, NULL);
}

/* Take the SIGPIPE that our write(2) left, unless one was there before. */
static void
pipe_signal_drop(const struct inherited *was)
{
	sigset_t pending, set;
	int sig;

	(void)sigpending(&pending);
	if (!sigismember(&pending, SIGPIPE) ||
	    sigismember(&was->pending, SIGPIPE))
		return;
	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGPIPE);
	(void)sigwait(&set, &sig);
}

static bool
is_running(const struct itimerval *timer)
{
	return timer->it_value.tv_sec != 0 || timer->it_value.tv_usec != 0;
}

static void
timer_resume(struct itimerval timer, int64_t spent_us)
{
	int64_t left = (int64_t)timer.it_value.tv_sec * 1000000 +
	    timer.it_value.tv_usec;

	if (!is_running(&timer))
		return;
	timer.it_value = microseconds(left > spent_us ? left - spent_us : 1);
	(void)setitimer(ITIMER_REAL, &timer, NULL);
}

/* Once the timer is stopped no SIGALRM of ours is pending: it was not
 * blocked. */
static void
alarm_end(const struct inherited *was, int64_t spent_us)
{
	static const struct itimerval stop;
	sigset_t set;

	(void)setitimer(ITIMER_REAL, &stop, NULL);
	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGALRM);
	(void)sigprocmask(SIG_BLOCK, &set, NULL);
	(void)sigaction(SIGXFSZ, &was->size, NULL);
	(void)sigaction(SIGALRM, &was->alarm, NULL);
	if (sigismember(&was->pending, SIGALRM))
		(void)kill(getpid(), SIGALRM);
	(void)sigprocmask(SIG_SETMASK, &was->mask, NULL);
	timer_resume(was->timer, spent_us);
}

/* Milliseconds left, for poll(2): rounded up, so that none are left only
 * when the time is over. */
static int
left_ms(int64_t end_us)
{
	int64_t left = (end_us - fd_now_us() + 999) / 1000;

	if (left < 0)
		return 0;
	return left < INT_MAX ? (int)left : INT_MAX;
}

static int
wait_for(int fd, short events, int64_t end_us)
{
	struct pollfd p = { fd, events, 0 };

	return poll(&p, 1, left_ms(end_us));
}

/* The time at which the alarm goes off: now, if it may have done so. */
static int64_t
alarm_us(void)
{
	struct itimerval timer;
	int64_t left;

	(void)getitimer(ITIMER_REAL, &timer);
	left = (int64_t)timer.it_value.tv_sec * 1000000 +
	    timer.it_value.tv_usec;
	return fd_now_us() + (left > ALARM_AGAIN_US ? left : 0);
}

/* Go on after a first write(2) that returned n.  To be called with the alarm
 * set, which ends a write(2) that blocks. */
static int
write_rest(int fd, const char *data, size_t len, ssize_t n)
{
	int64_t end_us = alarm_us();

	for (;;) {
		if (n == -1 && errno != EINTR && errno != EAGAIN)
			return -1;
		if (n > 0) {
			data += n;
			len -= (size_t)n;
		}
		if (len == 0)
			return 0;
		if (fd_now_us() >= end_us)
			break;
		if (n == -1 && errno == EAGAIN)
			(void)wait_for(fd, POLLOUT, end_us);
		n = write(fd, data, len);
	}
	errno = ETIMEDOUT;
	return -1;
}

/* The clock is read only if it matters: most writes succeed at once, and the
 * first look at the clock costs two page faults. */
int
fd_write_within(int fd, const void *data, size_t len, unsigned timeout_ms)
{
	struct inherited was;
	int64_t start_us = 0;
	int rc = 0, kept;
	ssize_t n;

	alarm_begin(&was, (int64_t)timeout_ms * 1000);
	if (is_running(&was.timer))
		start_us = fd_now_us();
	if ((n = write(fd, data, len)) != (ssize_t)len)
		rc = write_rest(fd, data, len, n);
	kept = errno;
	pipe_signal_drop(&was);
	alarm_end(&was, is_running(&was.timer) ? fd_now_us() - start_us : 0);
	errno = kept;
	return rc;
}

ssize_t
fd_read_within(int fd, void *data, size_t len, unsigned timeout_ms)
{
	int64_t end_us = fd_now_us() + (int64_t)timeout_ms * 1000;
	ssize_t n;
	int ready;

	do {
		ready = wait_for(fd, POLLIN, end_us);
		n = ready == 1 ? read(fd, data, len) : -1;
		if (n != -1)
			return n;
		if (ready != 0 && errno != EINTR && errno != EAGAIN)
			return -1;
	} while (fd_now_us() < end_us);
	errno = ETIMEDOUT;
	return -1;
}

int
fd_open_read(const char *path)
{
	/* Of a pipe in the file's place, nobody waits for the other end. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	int above;

	if (fd == -1 || fd > STDERR_FILENO)
		return fd;
	above = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	fd_close(fd);
	return above;
}

int
fd_aside(int fd)
{
	int kept;

	if (fd > STDERR_FILENO && fcntl(fd, F_SETFD, FD_CLOEXEC) == 0)
		return fd;
	kept = fd == -1 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, 3);
	fd_close(fd);
	return kept;
}

int
fd_do_not_wait(int fd)
{
	int flags = fcntl(fd, F_GETFL);

	return flags == -1 ? -1 : fcntl(fd, F_SETFL, flags | O_NONBLOCK);
}

void
fd_close(int fd)
{
	int kept = errno;

	if (fd != -1)
		(void)close(fd);
	errno = kept;
}
