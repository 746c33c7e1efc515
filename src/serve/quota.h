/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_QUOTA_H
#define DHF_SERVE_QUOTA_H

#include <stddef.h>
#include <stdint.h>

#include "base/ip.h"

/*
 * quota - how many clients there are, in all and of one address
 *
 * An address is all of an IPv4 one, and the first 64 bits of an IPv6 one:
 * whoever has one of these has all (RFC 6177 section 2).  All bytes zero is
 * the empty quota, but set seed to a number that no client can guess, or it
 * can choose addresses that are slow to find.
 */
struct quota_slot {
	uint64_t key;
	uint32_t bits;  /* of the address: 32 or 128 */
	uint32_t count; /* 0: free */
};

struct quota {
	uint64_t seed;
	size_t total;            /* clients */
	struct quota_slot *slot; /* owned */
	size_t used, cap;        /* addresses; slots, a power of two or 0 */
};

/* How many clients of this address there are. */
size_t quota_of(const struct quota *q, const struct ip *ip);

/* Count one more.  -1, and nothing has changed, if memory ran out. */
int quota_add(struct quota *q, const struct ip *ip);

/* Count one less; it was added. */
void quota_drop(struct quota *q, const struct ip *ip);

/* Release what *q owns and leave the empty quota.  May be repeated. */
void quota_free(struct quota *q);

#endif
