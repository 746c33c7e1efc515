/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BASE_ARENA_H
#define DHF_BASE_ARENA_H

#include <stddef.h>

/*
 * arena - memory that is released all at once
 *
 * The arena owns everything allocated from it; callers borrow until
 * arena_free.  All bytes zero is the empty arena.  Memory is returned
 * zeroed and aligned for any object.
 */
struct arena_block;

struct arena {
	struct arena_block *block; /* owned list, newest first */
	size_t used, cap;          /* bytes used and allocated in *block */
};

/* len zero bytes, NULL if memory ran out. */
void *arena_alloc(struct arena *a, size_t len);

/* A copy of len bytes with a NUL behind them, NULL if memory ran out. */
char *arena_copy(struct arena *a, const char *text, size_t len);

/* Release everything and leave the empty arena.  May be repeated. */
void arena_free(struct arena *a);

#endif
