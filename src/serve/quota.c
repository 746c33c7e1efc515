/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/quota.h"

#include <stdlib.h>

#define CAP_MIN 64

static struct quota_slot
slot_of(const struct ip *ip)
{
	struct quota_slot s = { 0, ip->bits, 0 };
	unsigned i;

	for (i = 0; i < (ip->bits == 32 ? 4u : 8u); i++)
		s.key = s.key << 8 | ip->octet[i];
	return s;
}

/* Where a key belongs: the finalizer of MurmurHash3 spreads all its bits. */
static size_t
home(const struct quota *q, const struct quota_slot *s)
{
	uint64_t h = s->key ^ q->seed ^ s->bits;

	h = (h ^ h >> 33) * 0xff51afd7ed558ccd;
	h = (h ^ h >> 33) * 0xc4ceb9fe1a85ec53;
	return (size_t)(h ^ h >> 33) & (q->cap - 1);
}

/* The slot of a key, or the free one where it would stand. */
static struct quota_slot *
find(const struct quota *q, const struct quota_slot *s)
{
	size_t i = home(q, s);

	while (q->slot[i].count != 0 &&
	    (q->slot[i].key != s->key || q->slot[i].bits != s->bits))
		i = (i + 1) & (q->cap - 1);
	return &q->slot[i];
}

static int
grow(struct quota *q)
{
	struct quota more = *q;
	size_t i;

	more.cap = q->cap == 0 ? CAP_MIN : q->cap * 2;
	more.slot = calloc(more.cap, sizeof(*more.slot));
	if (more.slot == NULL)
		return -1;
	for (i = 0; i < q->cap; i++)
		if (q->slot[i].count != 0)
			*find(&more, &q->slot[i]) = q->slot[i];
	free(q->slot);
	*q = more;
	return 0;
}

size_t
quota_of(const struct quota *q, const struct ip *ip)
{
	struct quota_slot s = slot_of(ip);

	return q->cap == 0 ? 0 : find(q, &s)->count;
}

int
quota_add(struct quota *q, const struct ip *ip)
{
	struct quota_slot s = slot_of(ip), *at;

	if (q->used * 2 >= q->cap && grow(q) == -1)
		return -1;
	at = find(q, &s);
	if (at->count == 0) {
		*at = s;
		q->used++;
	}
	at->count++;
	q->total++;
	return 0;
}

/* Free slot i, and let those behind it move up which would no longer be
 * found: each that would have stood in i or before it. */
static void
release(struct quota *q, size_t i)
{
	const size_t mask = q->cap - 1;
	size_t k;

	for (k = (i + 1) & mask; q->slot[k].count != 0; k = (k + 1) & mask)
		if (((k - home(q, &q->slot[k])) & mask) >= ((k - i) & mask)) {
			q->slot[i] = q->slot[k];
			i = k;
		}
	q->slot[i].count = 0;
	q->used--;
}

void
quota_drop(struct quota *q, const struct ip *ip)
{
	struct quota_slot s = slot_of(ip), *at = find(q, &s);

	q->total--;
	if (at->count == 1)
		release(q, (size_t)(at - q->slot));
	else
		at->count--;
}

void
quota_free(struct quota *q)
{
	free(q->slot);
	*q = (struct quota){ .seed = q->seed };
}
