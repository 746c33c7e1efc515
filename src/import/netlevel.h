/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_IMPORT_NETLEVEL_H
#define DHF_IMPORT_NETLEVEL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/ip.h"

struct err;

/*
 * netlevel - networks that are listed, and others that are not
 *
 * Of all ranges that hold an address one with the highest level says whether
 * it is listed; if several have that, one that says no.  With the prefix
 * length as the level this is: the longest prefix counts.
 *
 *	10.0.0.0/8 yes, 10.1.0.0/16 no, 10.1.2.0/24 yes
 * gives 10.0.0.0-10.0.255.255, 10.1.2.0-10.1.2.255, 10.2.0.0-10.255.255.255.
 */
#define NETLEVEL_MAX 128

struct netlevel_range {
	struct ip first, last;
	unsigned level;
	bool listed;
};

struct netlevel_span {
	struct ip first, last;
};

/* Both grow, and are owned. */
struct netlevel {
	struct netlevel_range *range;
	size_t len, cap;
	struct netlevel_span *span; /* by netlevel_flatten; sorted, disjoint */
	size_t spans, spans_cap;
};

/* Add a range.  0, or -1 with *e ERR_TEMP. */
int netlevel_add(struct netlevel *n, const struct netlevel_range *r,
    struct err *e);

/* Make the spans that are listed.  0, or -1 with *e ERR_TEMP. */
int netlevel_flatten(struct netlevel *n, struct err *e);

/* Release what *n owns. */
void netlevel_free(struct netlevel *n);

#endif
