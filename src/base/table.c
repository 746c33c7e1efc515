/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/table.h"

#include <stdlib.h>
#include <string.h>

/* FNV-1a. */
static uint32_t
hash_of(const char *key, size_t len)
{
	uint32_t h = 2166136261u;
	size_t i;

	for (i = 0; i < len; i++)
		h = (h ^ (unsigned char)key[i]) * 16777619u;
	return h;
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
