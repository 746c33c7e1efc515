/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_DNS_CACHE_H
#define DHF_DNS_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/siphash.h"
#include "dns/answer.h"

/*
 * cache - answers of DNS that may be told again
 *
 * Packed, an answer of one name or address takes some 150 bytes.  Where there
 * is no room left the one that nobody has wanted for longest gives way.
 */
struct cache;

/* An empty cache of so many bytes at most; key is for its hash.  The caller's
 * to free; NULL if memory ran out. */
struct cache *cache_new(size_t bytes,
    const unsigned char key[SIPHASH_KEY_SIZE]);

void cache_free(struct cache *c); /* NULL is fine */

/* Keep *answer, which is not DNS_WAITING, to a question until until_ms, in
 * place of what was kept before.  Without memory nothing is kept. */
void cache_put(struct cache *c, const char *name,
    const struct dns_answer *answer, int64_t until_ms);

/* Find the answer to a question that holds at now_ms: true and *out, of which
 * only as many items are written as it counts. */
bool cache_get(struct dns_answer *out, struct cache *c, const char *name,
    enum dns_type type, int64_t now_ms);

/* How many answers are kept, and how many bytes they take. */
size_t cache_len(const struct cache *c);
size_t cache_bytes(const struct cache *c);

/* An answer that is kept. */
struct cached {
	const char *name;        /* borrowed from the cache */
	struct dns_answer answer;
	int64_t until_ms;
};

/* Show some of the answers, with *at 0 at first, and then again until it is
 * false: the end.  Each call takes about as many as steps.  What is put in
 * between may be passed over, or be shown twice. */
bool cache_walk(const struct cache *c, size_t *at, size_t steps,
    void (*see)(void *arg, const struct cached *one), void *arg);

#endif
