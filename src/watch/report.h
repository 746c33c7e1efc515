/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_WATCH_REPORT_H
#define DHF_WATCH_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "watch/watch.h"
#include "wire/post.h"

struct tell;

/*
 * report - telling dhfd(8) of storms, and waiting for it while it is away
 */

/* So many wait for the daemon; more are lost, and told of. */
#define REPORT_WAITING 256
#define REPORT_EVIDENCE 200

struct report_one {
	struct ip ip;
	int64_t at_s;
	char evidence[REPORT_EVIDENCE + 1];
};

/* The first four are the caller's, the rest zero at first. */
struct report {
	struct post post;
	struct tell *log;    /* borrowed */
	unsigned duration_s;
	bool ban;            /* the kernel shall hear of it, too */
	bool away;           /* the daemon was, last time */
	int64_t again_ms;    /* then, when it is asked again */
	size_t len;
	struct report_one one[REPORT_WAITING];
};

/* Have one wait to be told. */
void report_add(struct report *r, const struct watch_storm *storm);

/* Tell those that wait, if the daemon is there. */
void report_send(struct report *r);

/* The same for the last time.  Returns 0, or -1 if some were not told. */
int report_end(struct report *r);

#endif
