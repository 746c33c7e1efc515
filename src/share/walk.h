/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SHARE_WALK_H
#define DHF_SHARE_WALK_H

#include <stdbool.h>

#include "store/terms.h"

struct err;
struct share;
struct share_walk;

/*
 * walk - through all records of a shared store, some at a time
 *
 * In no order, by SCAN on each server: what is there all the time is told at
 * least once, and while servers move records to each other maybe twice.
 */
struct share_walk_calls {
	/* Use a record. */
	void (*record)(void *arg, struct store_bytes key,
	    const struct store_record *r);
	/* A step is over: e NULL, and done when all is told; else *e says why
	 * there are no more. */
	void (*step)(void *arg, bool done, const struct err *e);
	void *arg;
};

/* Begin; the calls come with the steps.  NULL with *e ERR_TEMP. */
struct share_walk *share_walk_new(struct share *s,
    const struct share_walk_calls *calls, struct err *e);

/* Begin a step; step is called when it is over, maybe before this returns. */
void share_walk_go(struct share_walk *w);

/* End; nothing is called any more.  NULL is fine. */
void share_walk_free(struct share_walk *w);

#endif
