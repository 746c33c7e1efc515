/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/keycount.h"

#include <stddef.h>

void
keycount_add(struct keycount *c, uint64_t key)
{
	uint32_t *n = table_get(&c->table, (const char *)&key, sizeof(key));
	uint64_t *copy;

	if (n == NULL) {
		if ((copy = arena_alloc(&c->keys, sizeof(*copy))) == NULL) {
			c->failed = true;
			return;
		}
		*copy = key;
		n = table_put(&c->table, (const char *)copy, sizeof(*copy));
	}
	if (n == NULL)
		c->failed = true;
	else
		(*n)++;
}

uint32_t
keycount_of(const struct keycount *c, uint64_t key)
{
	const uint32_t *n = table_get(&c->table, (const char *)&key,
	    sizeof(key));

	return n != NULL ? *n : 0;
}

void
keycount_free(struct keycount *c)
{
	table_free(&c->table);
	arena_free(&c->keys);
	*c = (struct keycount){ .failed = false };
}
