/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_POLICY_SEARCH_H
#define DHF_POLICY_SEARCH_H

#include <stddef.h>

struct err;
struct finding;
struct view;

/*
 * search - an expression of the rules, searched in what is known of a client
 */

/* A text of len bytes; borrowed. */
struct subject {
	const char *text;
	size_t len;
};

/* Search pattern, $1 to $8 standing for the octets of the client, who matches
 * none of these without an IPv4 address.  One that gives up is unknown, and
 * f->limited.  Returns 0, or -1 with *e as regex_search. */
int search_text(struct finding *f, const struct view *v, const char *pattern,
    const struct subject *in, struct err *e);

#endif
