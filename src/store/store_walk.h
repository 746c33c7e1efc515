/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_STORE_STORE_WALK_H
#define DHF_STORE_STORE_WALK_H

#include <stdbool.h>

#include "store/terms.h"

struct err;
struct store;

/*
 * store_walk - through all records in the order of their keys, some at a time
 *
 * Begin with zeros but for tell and arg.
 */
struct store_walk {
	/* Use a record; not 0: stop here.  No calls with this store. */
	int (*tell)(void *arg, struct store_bytes key,
	    const struct store_record *r);
	void *arg;
	bool done;
	size_t len; /* of the last key */
	unsigned char key[STORE_KEY_MAX];
};

/* Tell up to budget records, as they are now.  What was never committed, and
 * what comes while a walk goes on, may be missing.  Returns 0; what tell did,
 * if that is not 0, and that record comes again; or -1 with *e. */
int store_walk(struct store *s, struct store_walk *w, unsigned budget,
    struct err *e);

#endif
