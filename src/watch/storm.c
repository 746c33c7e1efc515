/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/storm.h"

#include <stdlib.h>
#include <string.h>

#include "base/buckets.h"

/* Of so many, beginning anywhere, the oldest is forgotten. */
#define LOOKED_AT 16

/* One address and the times of its last events, in order. */
struct culprit {
	struct bucket_link link; /* first: see base/buckets.h */
	struct ip ip;
	int64_t told_s;          /* when it was told of; 0: never */
	unsigned len;
	int64_t at_s[];          /* limits.count of them */
};

struct storms {
	struct storm_limits limits;
	struct buckets table;
	struct culprit **known; /* owned, as what is in it */
	size_t len, hand;
	unsigned char key[SIPHASH_KEY_SIZE];
};

struct storms *
storms_new(const struct storm_limits *limits,
    const unsigned char key[SIPHASH_KEY_SIZE])
{
	struct storms *s = calloc(1, sizeof(*s));

	if (s == NULL)
		return NULL;
	s->limits = *limits;
	s->known = calloc(limits->addresses, sizeof(*s->known));
	memcpy(s->key, key, sizeof(s->key));
	if (s->known != NULL)
		return s;
	storms_free(s);
	return NULL;
}

void
storms_free(struct storms *s)
{
	size_t i;

	if (s == NULL)
		return;
	for (i = 0; i < s->len; i++)
		free(s->known[i]);
	free(s->known);
	buckets_free(&s->table);
	free(s);
}

static uint64_t
hash_of(const struct storms *s, const struct ip *ip)
{
	return siphash(s->key, ip->octet, sizeof(ip->octet));
}

static struct culprit *
find(const struct storms *s, const struct ip *ip)
{
	struct bucket_link *link = buckets_first(&s->table, hash_of(s, ip));

	while (link != NULL &&
	    ip_compare(&((struct culprit *)link)->ip, ip) != 0)
		link = buckets_next(link);
	return (struct culprit *)link;
}

static int64_t
last_of(const struct culprit *c)
{
	return c->len > 0 ? c->at_s[c->len - 1] : 0;
}

/* Forget the oldest of some. */
static void
make_room(struct storms *s)
{
	size_t oldest = s->hand % s->len, i, at;

	for (i = 1; i < LOOKED_AT && i < s->len; i++) {
		at = (s->hand + i) % s->len;
		if (last_of(s->known[at]) < last_of(s->known[oldest]))
			oldest = at;
	}
	s->hand = (s->hand + LOOKED_AT) % s->len;
	buckets_remove(&s->table, &s->known[oldest]->link);
	free(s->known[oldest]);
	s->known[oldest] = s->known[s->len - 1];
	s->len--;
}

static struct culprit *
add(struct storms *s, const struct ip *ip)
{
	struct culprit *c = calloc(1, sizeof(*c) +
	    s->limits.count * sizeof(c->at_s[0]));

	if (c == NULL)
		return NULL;
	c->ip = *ip;
	if (s->len == s->limits.addresses)
		make_room(s);
	if (buckets_add(&s->table, &c->link, hash_of(s, ip)) == -1) {
		free(c);
		return NULL;
	}
	s->known[s->len++] = c;
	return c;
}

/* Put a time among the others, the first of which gives way if need be. */
static void
insert(struct culprit *c, unsigned count, int64_t at_s)
{
	unsigned i;

	if (c->len == count) {
		if (at_s <= c->at_s[0])
			return;
		memmove(c->at_s, c->at_s + 1,
		    (count - 1) * sizeof(c->at_s[0]));
		c->len--;
	}
	for (i = c->len; i > 0 && c->at_s[i - 1] > at_s; i--)
		c->at_s[i] = c->at_s[i - 1];
	c->at_s[i] = at_s;
	c->len++;
}

bool
storms_count(struct storms *s, const struct ip *ip, int64_t at_s,
    int64_t *since_s, bool *lost)
{
	struct ip key = ip->bits == 128 ? ip_first(ip, 64) : *ip;
	struct culprit *c = find(s, &key);
	int64_t last_s;

	if (c == NULL && (c = add(s, &key)) == NULL) {
		*lost = true;
		return false;
	}
	if (c->told_s != 0 && at_s < c->told_s + s->limits.quiet_s)
		return false;
	insert(c, s->limits.count, at_s);
	last_s = last_of(c);
	if (c->len < s->limits.count ||
	    last_s - c->at_s[0] > s->limits.window_s)
		return false;
	*since_s = c->at_s[0];
	c->told_s = last_s;
	c->len = 0;
	return true;
}
