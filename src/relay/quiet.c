/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "relay/quiet.h"

#include <stddef.h>

void
quiet_begin(struct quiet *q)
{
	struct sigaction action;
	sigset_t set;

	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGPIPE);
	(void)sigaddset(&set, SIGTERM);
	(void)sigprocmask(SIG_BLOCK, &set, &q->mask);
	action.sa_handler = SIG_DFL;
	action.sa_flags = 0;
	(void)sigemptyset(&action.sa_mask);
	(void)sigaction(SIGCHLD, &action, &q->child);
}

void
quiet_end(const struct quiet *q)
{
	(void)sigaction(SIGCHLD, &q->child, NULL);
	(void)sigprocmask(SIG_SETMASK, &q->mask, NULL);
}

bool
quiet_told(void)
{
	sigset_t pending;

	return sigpending(&pending) == 0 && sigismember(&pending, SIGTERM) == 1;
}
