/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_RELAY_QUIET_H
#define DHF_RELAY_QUIET_H

#include <signal.h>
#include <stdbool.h>

/*
 * quiet - signals while there is a server to look after
 *
 * SIGPIPE is an error of write(2) alone, SIGTERM waits until it is looked for,
 * and children are there to be waited for, whatever we have inherited.
 */
/* How often whoever waits looks whether we are told to end. */
#define QUIET_TICK_MS 500

struct quiet {
	sigset_t mask;
	struct sigaction child;
};

/* Begin; *q keeps how it was. */
void quiet_begin(struct quiet *q);

/* As it was before, for a program that is run next. */
void quiet_end(const struct quiet *q);

/* Whether we have been told to end, by SIGTERM. */
bool quiet_told(void);

#endif
