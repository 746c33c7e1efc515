/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BUILD_KEYINDEX_H
#define DHF_BUILD_KEYINDEX_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

struct err;
struct rulebook;

/*
 * keyindex - by which keys the rules of a book are found
 *
 * For each rule one criterion is chosen that the rule can't hold without; its
 * keys lead to the rule.  Where there is none, or where a miss counts too,
 * the rule is on the list of those that every client is asked about.
 */

/* A key that leads to a rule. */
struct keyindex_pair {
	uint64_t key;
	uint32_t rule; /* index in the book */
};

/* Arrays, as the bytes of buffers that they own. */
struct keyindex {
	struct buf pairs;  /* struct keyindex_pair, by key, then rule */
	struct buf grams;  /* uint64_t: the keys that are grams */
	struct buf always; /* uint32_t: rules that no key leads to, ascending */
};

const struct keyindex_pair *keyindex_pairs(const struct keyindex *x,
    size_t *len);
const uint64_t *keyindex_grams(const struct keyindex *x, size_t *len);
const uint32_t *keyindex_always(const struct keyindex *x, size_t *len);

/* Choose the keys of every rule, and set its shape.  Returns 0, or -1 with
 * *e ERR_TEMP. */
int keyindex_make(struct keyindex *x, struct rulebook *b, struct err *e);

/* Release what *x owns and leave it empty.  May be repeated. */
void keyindex_free(struct keyindex *x);

#endif
