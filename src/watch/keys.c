/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/keys.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "watch/pattern.h"

/* How many places a key may have. */
#define WAYS 4

struct place {
	char key[PATTERN_KEY_MAX];
	unsigned char len;   /* 0: free */
	bool opened;         /* ip is its address */
	unsigned accused;
	uint32_t used;       /* when it was put in, counted */
	struct ip ip;
};

struct keys {
	uint32_t count;
	struct place place[KEYS_PLACES];
};

struct keys *
keys_new(void)
{
	return calloc(1, sizeof(struct keys));
}

void
keys_free(struct keys *k)
{
	free(k);
}

/* FNV-1a; keys are made by our own programs, so nobody chooses them. */
static size_t
first_place(const char *key, size_t len)
{
	uint32_t hash = 2166136261u;
	size_t i;

	for (i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)key[i]) * 16777619u;
	return hash % (KEYS_PLACES / WAYS) * WAYS;
}

static bool
is_key(const struct place *p, const char *key, size_t len)
{
	return p->len == len && memcmp(p->key, key, len) == 0;
}

/* The number of its place, or KEYS_PLACES. */
static size_t
find(const struct keys *k, const char *key, size_t len)
{
	size_t at = first_place(key, len), end = at + WAYS;

	for (; at < end; at++)
		if (is_key(&k->place[at], key, len))
			return at;
	return KEYS_PLACES;
}

/* The place of a key, an old one or a new one; len is not 0. */
static struct place *
take(struct keys *k, const char *key, size_t len)
{
	struct place *p = k->place + first_place(key, len), *old = p;
	int i;

	k->count++;
	for (i = 0; i < WAYS; i++, p++) {
		if (is_key(p, key, len))
			return p;
		if (k->count - p->used > k->count - old->used)
			old = p;
	}
	memset(old, 0, sizeof(*old));
	memcpy(old->key, key, len);
	old->len = (unsigned char)len;
	old->used = k->count;
	return old;
}

void
keys_open(struct keys *k, const char *key, size_t len, const struct ip *ip)
{
	struct place *p = take(k, key, len);

	p->opened = true;
	p->ip = *ip;
	p->used = k->count;
}

bool
keys_find(struct ip *out, const struct keys *k, const char *key, size_t len)
{
	size_t at = find(k, key, len);

	if (at == KEYS_PLACES || !k->place[at].opened)
		return false;
	*out = k->place[at].ip;
	return true;
}

void
keys_accuse(struct keys *k, const char *key, size_t len)
{
	take(k, key, len)->accused++;
}

unsigned
keys_accused(struct keys *k, const char *key, size_t len)
{
	size_t at = find(k, key, len);
	unsigned n;

	if (at == KEYS_PLACES)
		return 0;
	n = k->place[at].accused;
	k->place[at].accused = 0;
	return n;
}
