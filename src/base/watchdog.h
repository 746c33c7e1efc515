/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BASE_WATCHDOG_H
#define DHF_BASE_WATCHDOG_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/time.h>

/*
 * watchdog - who is not done in time is ended, wherever it hangs
 *
 * All waiting of ours has a limit of its own; this is for what has none: a loop
 * that does not end, a disk or a server of files that does not answer, a
 * library.  It uses SIGALRM and ITIMER_REAL, so that it does not look after
 * what can't be interrupted by a signal (a process in disk wait), and costs no
 * thread.
 */
struct watchdog {
	void (*late)(void *arg);
	void *arg;
	int64_t begun_us; /* 0: no timer was inherited */
	struct itimerval timer;
	struct sigaction alarm;
	sigset_t mask;
	bool kept; /* an alarm was, so that there is no watchdog */
};

/* Call late(arg) in limit_ms, unless watchdog_end comes before.  It is called
 * by a signal's handler, with all signals blocked, and must not return;
 * watchdog_end and what is safe there (POSIX XSH 2.4.3) may be used.  One
 * watchdog at a time; *w is borrowed until its end. */
void watchdog_begin(struct watchdog *w, unsigned limit_ms,
    void (*late)(void *arg), void *arg);

/* The same *w has another limit, from now on. */
void watchdog_limit(unsigned limit_ms);

/* Put the signal's action, the mask and the timer back as watchdog_begin found
 * them; a timer that was running loses the time spent here and, if due
 * meanwhile, fires at once. */
void watchdog_end(struct watchdog *w);

#endif
