/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/table.h"

#include <stdlib.h>
#include <string.h>

/* Eight bytes a step, and the rest, less than that, in one more.  Each step is
 * a bijection of h, so that keys of one length that differ in one word never
 * meet before the end. */
static uint32_t
hash_of(const char *key, size_t len)
{
	const uint64_t spread = 0x9e3779b97f4a7c15u; /* 2^64 / golden ratio */
	uint64_t h = len, word;
	size_t i;

	for (; len >= 8; key += 8, len -= 8) {
		memcpy(&word, key, 8);
		h = (h ^ word) * spread;
		h ^= h >> 32;
	}
	for (word = 0, i = 0; i < len; i++)
		word = word << 8 | (unsigned char)key[i];
	h = (h ^ word) * spread;
	return (uint32_t)(h >> 32 ^ h);
}

/* The slot of a key, or the free one where it would go. */
static struct table_slot *
find(const struct table *t, const char *key, size_t len, uint32_t hash)
{
	size_t i = hash;

	for (;; i++) {
		struct table_slot *s = &t->slot[i & (t->cap - 1)];

		if (s->key == NULL || (s->hash == hash && s->len == len &&
		    memcmp(s->key, key, len) == 0))
			return s;
	}
}

static int
grow(struct table *t)
{
	struct table bigger = { 0 };
	size_t i;

	bigger.cap = t->cap != 0 ? t->cap * 2 : 64;
	bigger.len = t->len;
	bigger.slot = calloc(bigger.cap, sizeof(*bigger.slot));
	if (bigger.slot == NULL)
		return -1;
	for (i = 0; i < t->cap; i++)
		if (t->slot[i].key != NULL)
			*find(&bigger, t->slot[i].key, t->slot[i].len,
			    t->slot[i].hash) = t->slot[i];
	free(t->slot);
	*t = bigger;
	return 0;
}

uint32_t *
table_get(const struct table *t, const char *key, size_t len)
{
	struct table_slot *s;

	if (t->len == 0)
		return NULL;
	s = find(t, key, len, hash_of(key, len));
	return s->key != NULL ? &s->value : NULL;
}

uint32_t *
table_put(struct table *t, const char *key, size_t len)
{
	uint32_t hash = hash_of(key, len);
	struct table_slot *s;

	if (t->len >= t->cap / 2 && grow(t) == -1)
		return NULL;
	s = find(t, key, len, hash);
	if (s->key == NULL) {
		s->key = key;
		s->len = len;
		s->hash = hash;
		t->len++;
	}
	return &s->value;
}

void
table_free(struct table *t)
{
	free(t->slot);
	*t = (struct table){ 0 };
}
