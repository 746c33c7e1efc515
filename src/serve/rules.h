/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_RULES_H
#define DHF_SERVE_RULES_H

#include "build/library.h"

/*
 * rules - a library that is there for as long as somebody asks it
 *
 * New rules hold from the next client on; a client that was begun with the old
 * ones ends with them.  For one thread.
 */
struct rules {
	struct library *library; /* owned */
	unsigned holders;
};

/* Own a library, with one holder: the caller.  NULL, and the library is
 * closed, if memory ran out. */
struct rules *rules_new(struct library *library);

/* One more holder. */
struct rules *rules_hold(struct rules *r);

/* One holder less; the last one closes the library.  NULL is fine. */
void rules_drop(struct rules *r);

#endif
