/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/watchdog.h"

#include <stddef.h>

#include "base/fdio.h"

/* The one variable of this file, as in base/guard.c. */
static const struct watchdog *volatile watching;

static void
on_late(int sig)
{
	const struct watchdog *w = watching;

	(void)sig;
	w->late(w->arg);
}

static struct itimerval
once(int64_t in_us)
{
	struct itimerval t = { { 0, 0 }, { 0, 0 } };

	t.it_value.tv_sec = (time_t)(in_us / 1000000);
	t.it_value.tv_usec = (suseconds_t)(in_us % 1000000);
	return t;
}

static int64_t
left_us(const struct itimerval *t)
{
	return (int64_t)t->it_value.tv_sec * 1000000 + t->it_value.tv_usec;
}

/* The inherited timer stops first, so that it never meets our action.  An alarm
 * that was sent before and is kept back would be taken for ours: it stays. */
void
watchdog_begin(struct watchdog *w, unsigned limit_ms, void (*late)(void *arg),
    void *arg)
{
	const struct itimerval limit = once((int64_t)limit_ms * 1000);
	struct sigaction action;
	sigset_t set;

	w->late = late;
	w->arg = arg;
	watching = w;
	(void)setitimer(ITIMER_REAL, &limit, &w->timer);
	w->begun_us = left_us(&w->timer) > 0 ? fd_now_us() : 0;
	action.sa_handler = on_late;
	action.sa_flags = 0;
	(void)sigfillset(&action.sa_mask);
	(void)sigaction(SIGALRM, &action, &w->alarm);
	(void)sigpending(&set);
	w->kept = sigismember(&set, SIGALRM) == 1;
	(void)sigemptyset(&set);
	if (!w->kept)
		(void)sigaddset(&set, SIGALRM);
	(void)sigprocmask(SIG_UNBLOCK, &set, &w->mask);
}

void
watchdog_limit(unsigned limit_ms)
{
	const struct itimerval limit = once((int64_t)limit_ms * 1000);

	if (watching != NULL)
		(void)setitimer(ITIMER_REAL, &limit, NULL);
}

void
watchdog_end(struct watchdog *w)
{
	static const struct itimerval stop;
	int64_t left = left_us(&w->timer);

	(void)setitimer(ITIMER_REAL, &stop, NULL);
	watching = NULL;
	(void)sigaction(SIGALRM, &w->alarm, NULL);
	(void)sigprocmask(SIG_SETMASK, &w->mask, NULL);
	if (left == 0)
		return;
	left -= fd_now_us() - w->begun_us;
	w->timer.it_value = once(left > 0 ? left : 1).it_value;
	(void)setitimer(ITIMER_REAL, &w->timer, NULL);
}
