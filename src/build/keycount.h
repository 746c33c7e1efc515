/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BUILD_KEYCOUNT_H
#define DHF_BUILD_KEYCOUNT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/table.h"

/*
 * keycount - how many rules could be found by a key
 *
 * All bytes zero is the empty count.  Out of memory is kept as a state.
 */
struct keycount {
	struct table table; /* owned, as is the arena */
	struct arena keys;
	bool failed;
};

/* Count a key once more. */
void keycount_add(struct keycount *c, uint64_t key);

/* How often it was counted. */
uint32_t keycount_of(const struct keycount *c, uint64_t key);

/* Release what *c owns.  May be repeated. */
void keycount_free(struct keycount *c);

#endif
