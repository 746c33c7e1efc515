/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/arena.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_SIZE ((size_t)256 * 1024)

struct arena_block {
	struct arena_block *next;
	alignas(max_align_t) unsigned char data[];
};

static int
block_add(struct arena *a, size_t len)
{
	size_t cap = len > BLOCK_SIZE ? len : BLOCK_SIZE;
	struct arena_block *b = calloc(1, sizeof(*b) + cap);

	if (b == NULL)
		return -1;
	b->next = a->block;
	a->block = b;
	a->used = 0;
	a->cap = cap;
	return 0;
}

void *
arena_alloc(struct arena *a, size_t len)
{
	const size_t align = alignof(max_align_t);
	void *p;

	if (len > (size_t)-1 / 2)
		return NULL;
	len = (len + align - 1) / align * align;
	if ((a->block == NULL || a->cap - a->used < len) &&
	    block_add(a, len) == -1)
		return NULL;
	p = a->block->data + a->used;
	a->used += len;
	return p;
}

char *
arena_copy(struct arena *a, const char *text, size_t len)
{
	char *p = arena_alloc(a, len + 1);

	if (p != NULL)
		memcpy(p, text, len);
	return p;
}

void
arena_free(struct arena *a)
{
	struct arena_block *b;

	while ((b = a->block) != NULL) {
		a->block = b->next;
		free(b);
	}
	*a = (struct arena){ 0 };
}
