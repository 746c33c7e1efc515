/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BASE_BUCKETS_H
#define DHF_BASE_BUCKETS_H

#include <stddef.h>
#include <stdint.h>

/*
 * buckets - records that somebody else owns, found by a hash, and taken out
 *
 * The link stands in the record, as its first member, and the record stays
 * where it is while it is in.  All bytes zero is empty.
 */
struct bucket_link {
	struct bucket_link *next; /* in the same bucket */
	uint64_t hash;
};

struct buckets {
	struct bucket_link **slot; /* owned */
	size_t len, cap;           /* records, slots (a power of two) */
};

/* Add a record.  Returns 0, or -1 if memory ran out. */
int buckets_add(struct buckets *b, struct bucket_link *link, uint64_t hash);

/* The first record of a hash and, behind one, the next; NULL if there is
 * none.  More than one key may have a hash. */
struct bucket_link *buckets_first(const struct buckets *b, uint64_t hash);
struct bucket_link *buckets_next(const struct bucket_link *link);

/* Take a record out that is in. */
void buckets_remove(struct buckets *b, struct bucket_link *link);

/* Forget all records and leave it empty. */
void buckets_free(struct buckets *b);

#endif
