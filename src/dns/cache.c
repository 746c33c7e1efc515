/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dns/cache.h"

#include <stdlib.h>
#include <string.h>

#include "base/buckets.h"
#include "dns/pack.h"

/* What malloc(3) takes besides, and the bucket's slot. */
#define OVERHEAD (sizeof(size_t) + sizeof(void *))

struct entry {
	struct bucket_link link;
	struct entry *newer, *older; /* by when somebody wanted it last */
	int64_t until_ms;
	size_t bytes;                /* in all */
	size_t name_len;
	unsigned char data[];        /* the name and its NUL, the answer */
};

struct cache {
	struct buckets table;
	struct entry *newest, *oldest;
	size_t bytes, most;
	unsigned char key[SIPHASH_KEY_SIZE];
};

struct cache *
cache_new(size_t bytes, const unsigned char key[SIPHASH_KEY_SIZE])
{
	struct cache *c = calloc(1, sizeof(*c));

	if (c == NULL)
		return NULL;
	c->most = bytes;
	memcpy(c->key, key, sizeof(c->key));
	return c;
}

/* Take an entry out of the row by use. */
static void
unlink_entry(struct cache *c, struct entry *n)
{
	*(n->newer != NULL ? &n->newer->older : &c->newest) = n->older;
	*(n->older != NULL ? &n->older->newer : &c->oldest) = n->newer;
}

/* Put it at the row's beginning. */
static void
link_newest(struct cache *c, struct entry *n)
{
	n->newer = NULL;
	n->older = c->newest;
	*(c->newest != NULL ? &c->newest->newer : &c->oldest) = n;
	c->newest = n;
}

static void
drop(struct cache *c, struct entry *n)
{
	buckets_remove(&c->table, &n->link);
	unlink_entry(c, n);
	c->bytes -= n->bytes;
	free(n);
}

void
cache_free(struct cache *c)
{
	if (c == NULL)
		return;
	while (c->oldest != NULL)
		drop(c, c->oldest);
	buckets_free(&c->table);
	free(c);
}

static const unsigned char *
packed(const struct entry *n)
{
	return n->data + n->name_len + 1;
}

static struct entry *
find(const struct cache *c, const char *name, size_t len, enum dns_type type,
    uint64_t hash)
{
	struct bucket_link *l = buckets_first(&c->table, hash);
	struct entry *n;

	for (; l != NULL; l = buckets_next(l)) {
		n = (struct entry *)(void *)l;
		if (n->name_len == len && pack_type(packed(n)) == type &&
		    memcmp(n->data, name, len) == 0)
			return n;
	}
	return NULL;
}

static uint64_t
hash_of(const struct cache *c, const char *name, size_t len,
    enum dns_type type)
{
	return siphash(c->key, name, len) + (uint64_t)type;
}

void
cache_put(struct cache *c, const char *name, const struct dns_answer *answer,
    int64_t until_ms)
{
	size_t len = strlen(name);
	size_t bytes = sizeof(struct entry) + len + 1 + pack_size(answer);
	uint64_t hash = hash_of(c, name, len, answer->type);
	struct entry *n = find(c, name, len, answer->type, hash);

	if (n != NULL)
		drop(c, n);
	if (bytes + OVERHEAD > c->most || (n = malloc(bytes)) == NULL)
		return;
	n->until_ms = until_ms;
	n->bytes = bytes + OVERHEAD;
	n->name_len = len;
	memcpy(n->data, name, len + 1);
	pack(n->data + len + 1, answer);
	if (buckets_add(&c->table, &n->link, hash) == -1) {
		free(n);
		return;
	}
	link_newest(c, n);
	c->bytes += n->bytes;
	while (c->bytes > c->most)
		drop(c, c->oldest);
}

bool
cache_get(struct dns_answer *out, struct cache *c, const char *name,
    enum dns_type type, int64_t now_ms)
{
	size_t len = strlen(name);
	struct entry *n = find(c, name, len, type,
	    hash_of(c, name, len, type));

	if (n == NULL)
		return false;
	if (n->until_ms <= now_ms) {
		drop(c, n);
		return false;
	}
	if (c->newest != n) {
		unlink_entry(c, n);
		link_newest(c, n);
	}
	pack_open(out, packed(n));
	return true;
}

size_t
cache_len(const struct cache *c)
{
	return c->table.len;
}

size_t
cache_bytes(const struct cache *c)
{
	return c->bytes;
}

bool
cache_walk(const struct cache *c, size_t *at, size_t steps,
    void (*see)(void *arg, const struct cached *one), void *arg)
{
	const struct bucket_link *l;
	const struct entry *n;
	struct cached one;

	for (; *at < c->table.cap && steps > 0; ++*at, steps--)
		for (l = c->table.slot[*at]; l != NULL; l = l->next) {
			n = (const struct entry *)(const void *)l;
			one.name = (const char *)n->data;
			one.until_ms = n->until_ms;
			pack_open(&one.answer, packed(n));
			see(arg, &one);
		}
	return *at < c->table.cap;
}
