/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_STATE_NEVER_H
#define DHF_STATE_NEVER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/ip.h"

struct err;

/*
 * never - addresses that are no offenders whatever is said of them
 *
 * A set of networks that never enter a ledger, a zone or the kernel: what
 * never comes from the Internet, the networks of a file, and what
 * state/nearby.h finds.
 *
 * Of the registries of addresses for special purposes (IANA; RFC 6890) all
 * are in it that are not "globally reachable", but those for documentation,
 * 192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/24, 2001:db8::/32 and 3fff::/20:
 * no client has one of them, and examples and tests want addresses.  Of IPv6,
 * whatever is outside 2000::/3 is in it: the rest is special or given to
 * nobody, and 64:ff9b::/96 (RFC 6052) would be all of IPv4 at once.
 */

/* From first to last, of one family. */
struct never_range {
	struct ip first, last;
};

/* All bytes zero is the empty set. */
struct never {
	struct never_range *range; /* owned; sorted, with a gap between any two
	                              of them after never_settle */
	size_t len, cap;
	bool settled;
};

/* A list of more ranges is not read: it is a mistake. */
#define NEVER_MAX 10000

/* Add a range of one family, first <= last.  -1 with *e: ERR_TEMP, no memory;
 * ERR_PERM, there are NEVER_MAX. */
int never_add(struct never *n, const struct ip *first, const struct ip *last,
    struct err *e);

/* Add the special addresses.  -1 with *e as never_add. */
int never_add_special(struct never *n, struct err *e);

/* Add the networks of a file, one a line, as network_parse has them; behind
 * "#" stands a comment.  A name without its file, or a file that everybody may
 * write, is an error.  -1 with *e, ERR_PERM with the line if one is wrong;
 * *n may have got some of them. */
int never_add_file(struct never *n, const char *path, struct err *e);

/* Sort, and make one of those that overlap or touch. */
void never_settle(struct never *n);

/* Whether any address from first to last is in *n, which is settled. */
bool never_has(const struct never *n, const struct ip *first,
    const struct ip *last);

/* Release what is owned and leave the empty set.  May be repeated. */
void never_free(struct never *n);

#endif
