/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/buckets.h"

#include <stdlib.h>

#define CAP_FIRST 64

static struct bucket_link **
slot_of(const struct buckets *b, uint64_t hash)
{
	return &b->slot[hash & (b->cap - 1)];
}

static void
push(struct buckets *b, struct bucket_link *link)
{
	struct bucket_link **slot = slot_of(b, link->hash);

	link->next = *slot;
	*slot = link;
}

/* Twice as many slots; as many as before if memory ran out. */
static void
grow(struct buckets *b)
{
	struct buckets bigger = { .len = b->len };
	struct bucket_link *link, *next;
	size_t i;

	bigger.cap = b->cap != 0 ? b->cap * 2 : CAP_FIRST;
	bigger.slot = calloc(bigger.cap, sizeof(*bigger.slot));
	if (bigger.slot == NULL)
		return;
	for (i = 0; i < b->cap; i++)
		for (link = b->slot[i]; link != NULL; link = next) {
			next = link->next;
			push(&bigger, link);
		}
	free(b->slot);
	*b = bigger;
}

int
buckets_add(struct buckets *b, struct bucket_link *link, uint64_t hash)
{
	if (b->len >= b->cap)
		grow(b);
	if (b->cap == 0)
		return -1;
	link->hash = hash;
	push(b, link);
	b->len++;
	return 0;
}

/* The first with the hash from link on, or NULL. */
static struct bucket_link *
find(struct bucket_link *link, uint64_t hash)
{
	while (link != NULL && link->hash != hash)
		link = link->next;
	return link;
}

struct bucket_link *
buckets_first(const struct buckets *b, uint64_t hash)
{
	return b->len > 0 ? find(*slot_of(b, hash), hash) : NULL;
}

struct bucket_link *
buckets_next(const struct bucket_link *link)
{
	return find(link->next, link->hash);
}

void
buckets_remove(struct buckets *b, struct bucket_link *link)
{
	struct bucket_link **at = slot_of(b, link->hash);

	while (*at != link)
		at = &(*at)->next;
	*at = link->next;
	b->len--;
}

void
buckets_free(struct buckets *b)
{
	free(b->slot);
	*b = (struct buckets){ 0 };
}
