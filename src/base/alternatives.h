/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BASE_ALTERNATIVES_H
#define DHF_BASE_ALTERNATIVES_H

#include <stdbool.h>
#include <stddef.h>

/*
 * alternatives - "a,b,c", one after the other
 *
 *	struct alternatives a = alternatives_of(list);
 *
 *	while (alternatives_next(&a))
 *		use(a.text, a.len);
 *
 * A comma divides, whatever stands beside it: "" has one alternative, an
 * empty one, and "a,,b" three.
 */
struct alternatives {
	const char *text; /* the current one, in the list: no NUL behind it */
	size_t len;
	const char *rest; /* what comes next; NULL at the end */
};

/* Stand before the first of list, which is borrowed. */
struct alternatives alternatives_of(const char *list);

/* Go on to the next; false if there is none. */
bool alternatives_next(struct alternatives *a);

#endif
