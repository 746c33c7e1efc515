/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_RULE_NETSET_H
#define DHF_RULE_NETSET_H

#include <stddef.h>
#include <stdint.h>

#include "base/ip.h"

struct err;

/*
 * netset - every network of every rule, on the way into the image
 *
 * Each address criterion is a set with a number.  The sets are flattened
 * into disjoint intervals; an interval's value is a chain of the sets that
 * hold it, most specific network first, so that one search answers for all
 * rules.  Nested networks share the tail of their chain.
 */
struct netset_net {
	struct ip first; /* host bits are zero */
	unsigned bits;   /* prefix length */
	uint32_t set;    /* from 1 */
};

struct netset {
	struct netset_net *net; /* owned */
	size_t len, cap;
};

/* One link of a chain. */
struct netset_link {
	uint32_t set, next; /* next: index of a link plus 1, 0 ends */
};

/* One interval: from first up to the next interval's first. */
struct netset_interval {
	struct ip first;
	uint32_t chain; /* index of a link plus 1, 0: in no set */
};

/* The flattened form; both arrays are owned. */
struct netset_flat {
	struct netset_interval *interval; /* IPv4 first, each family sorted */
	size_t len, ip4_len;
	struct netset_link *link;
	size_t link_len;
};

/* Add a network, or the range from first to last of one family, to a set.
 * Returns 0, or -1 with *e ERR_TEMP (memory) or ERR_PERM (first after last,
 * or not one family). */
int netset_add(struct netset *s, const struct ip *first, unsigned bits,
    uint32_t set, struct err *e);
int netset_add_range(struct netset *s, const struct ip *first,
    const struct ip *last, uint32_t set, struct err *e);

/* Sort by place: outer networks before the inner ones that they hold. */
void netset_sort(struct netset *s);

/* Flatten; sorts *s.  Returns 0, or -1 with *e ERR_TEMP. */
int netset_flatten(struct netset_flat *out, struct netset *s, struct err *e);

/* Release what is owned and leave it empty.  May be repeated. */
void netset_free(struct netset *s);
void netset_flat_free(struct netset_flat *f);

#endif
