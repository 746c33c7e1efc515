/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_DNS_RDNS_H
#define DHF_DNS_RDNS_H

#include "dns/source.h"

/*
 * rdns - the names of a client's address, and which of them lead back to it
 *
 * Asks for the PTR records and then, all at once, for the addresses of the
 * names (the first DNS_PTR_MAX in order).  A name that is no host name leads
 * nowhere.  State and names do not depend on the order of records or answers.
 */
enum rdns_state { /* the numbers stand in images */
	RDNS_WAITING,
	RDNS_NONE,        /* certainly no PTR record */
	RDNS_UNCONFIRMED, /* names, and certainly none leads back; of more than
	                     DNS_PTR_MAX names that is never certain */
	RDNS_CONFIRMED,   /* at least one leads back */
	RDNS_UNKNOWN
};

struct rdns {
	struct dns_source source;
	struct ip client;
	int ptr;                  /* question number */
	size_t count;             /* names asked for; 0 before the PTR */
	int forward[DNS_PTR_MAX]; /* question numbers, -1: no host name */
};

/* Ask for the PTR records of *client.  *source is copied; what it leads to
 * must stay, and must not forget, as long as *r is used. */
void rdns_begin(struct rdns *r, const struct dns_source *source,
    const struct ip *client);

/* What is certain so far; asks for the addresses when the names are there.
 * Settles at the first name that leads back.  To be called again while it is
 * RDNS_WAITING and more answers have come. */
enum rdns_state rdns_advance(struct rdns *r);

/* Which name is the first in order that leads back; can settle later than the
 * state.  RDNS_CONFIRMED: *name.  RDNS_UNKNOWN: *name leads back, but nobody
 * knows whether one before it does, or *name is NULL.  Otherwise *name is
 * NULL: RDNS_UNCONFIRMED, none of those asked for leads back; RDNS_NONE;
 * RDNS_WAITING.  *name is borrowed from the source.  After rdns_advance. */
enum rdns_state rdns_confirmed(const struct rdns *r, const char **name);

/* The first name in order but the root, whether or not it leads back; NULL if
 * there is none, or before the PTR records have come.  Borrowed from the
 * source. */
const char *rdns_first(const struct rdns *r);

/* "none" and so on, as the rule language and the log spell it; RDNS_WAITING
 * is "". */
const char *rdns_word(enum rdns_state state);

#endif
