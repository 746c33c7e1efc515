/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_LIMITS_H
#define DHF_SERVE_LIMITS_H

#include <stdbool.h>

struct err;

/*
 * limits - how many of each there may be at once, and descriptors for all
 *
 * A daemon that runs out of descriptors serves nobody well.  So the kernel's
 * limit is set to what ours add up to, or ours become less.
 */
#define LIMITS_FILTERS 1024 /* that ask at one time */
#define LIMITS_WALLS 12000  /* that ask dynawall */
#define LIMITS_POSTFIXES 12000 /* connections of Postfix */

/* What a session with a filter has at most: its own, and what it was handed
 * with a letter that is not whole yet. */
#define LIMITS_FILTER_FDS 4

/* The loop, the log, the store, rules being read, listeners, control; and
 * where it is asked DNS. */
#define LIMITS_OWN_FDS 48
#define LIMITS_DNS_FDS 80
/* Clients on their way to dhf-relay. */
#define LIMITS_RELAY_FDS 128

struct limits {
	unsigned clients; /* refused ones that are held */
	unsigned filters;
	unsigned walls;
	bool dns; /* is asked */
	unsigned postfixes;
	bool relay; /* there is one */
};

/* How many descriptors they need. */
unsigned limits_descriptors(const struct limits *l);

/* Make each of them less in the same measure, none less than 2, so that most
 * descriptors are enough.  False if they can't be. */
bool limits_fit(struct limits *l, unsigned most);

enum limits_answer {
	LIMITS_KEPT,
	LIMITS_CUT,   /* *l is less now: the kernel gives no more */
	LIMITS_FAILED /* *e is filled: ERR_PERM */
};

/* Set RLIMIT_NOFILE to what *l needs, its hard limit, too, if that is lower
 * and we may. */
enum limits_answer limits_set(struct limits *l, struct err *e);

#endif
