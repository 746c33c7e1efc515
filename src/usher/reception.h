/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_USHER_RECEPTION_H
#define DHF_USHER_RECEPTION_H

#include <signal.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/callers.h"
#include "base/seldom.h"

struct err;
struct tell;

/*
 * reception - a process for each client that the daemon hands on
 *
 * One process listens, counts and reaps; whoever comes in is another one's.
 */
#define RECEPTION_END_MS 3000 /* for clients to be told that we end */
#define RECEPTION_REST_MS 100 /* without descriptors */

/* The first four are the caller's, all else begins with zeros. */
struct reception {
	int door;               /* listens; owned from reception_begin on */
	unsigned clients;       /* at once, 1 or more */
	struct callers callers; /* who may hand clients on */
	struct tell *tell;      /* borrowed */
	pid_t *pid;             /* owned: of those who are here */
	unsigned here;
	sigset_t was;           /* the signal mask */
	struct sigaction child, hangup; /* as they were, too */
	struct seldom full, strangers, shortage; /* the lines that say so */
	uint64_t turned_away;
};

/* Make ready.  -1 with *e ERR_TEMP.  One reception in a process. */
int reception_begin(struct reception *r, struct err *e);

enum reception_next {
	RECEPTION_GUEST, /* we are a new process, for one: *fd is from whom
	                    it comes, and ours; SIGTERM and its like end us,
	                    other signals are as they were */
	RECEPTION_END    /* we were told to end, and all have left */
};

/* Let clients in until SIGTERM, SIGINT or SIGQUIT: then nobody comes any more,
 * those who are here are sent SIGTERM, and after RECEPTION_END_MS SIGKILL. */
enum reception_next reception_run(struct reception *r, int *fd);

/* Release it, in either process. */
void reception_end(struct reception *r);

#endif
