/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/sketch.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/siphash.h"

#define CHAINS 8192 /* a power of two, some more than keys */
#define NOBODY UINT32_MAX

struct place {
	uint64_t count, over;
	uint64_t hash;
	uint32_t next; /* of its chain */
	uint32_t at;   /* in the heap */
	uint32_t len;
	char key[SKETCH_KEY];
};

/* The heap has whoever is counted least at its root. */
struct sketch {
	uint64_t total;
	uint32_t len;
	uint32_t chain[CHAINS];
	uint32_t heap[SKETCH_KEYS];
	struct place place[SKETCH_KEYS];
};

struct sketch *
sketch_new(void)
{
	struct sketch *s = calloc(1, sizeof(*s));
	size_t i;

	for (i = 0; s != NULL && i < CHAINS; i++)
		s->chain[i] = NOBODY;
	return s;
}

void
sketch_free(struct sketch *s)
{
	free(s);
}

static void
heap_set(struct sketch *s, uint32_t at, uint32_t place)
{
	s->heap[at] = place;
	s->place[place].at = at;
}

/* Let a place whose count has grown go down to where it belongs. */
static void
heap_sink(struct sketch *s, uint32_t at)
{
	const uint32_t place = s->heap[at];
	const uint64_t count = s->place[place].count;
	uint32_t child;

	while ((child = 2 * at + 1) < s->len) {
		if (child + 1 < s->len && s->place[s->heap[child + 1]].count <
		    s->place[s->heap[child]].count)
			child++;
		if (s->place[s->heap[child]].count >= count)
			break;
		heap_set(s, at, s->heap[child]);
		at = child;
	}
	heap_set(s, at, place);
}

/* Let a new place, whose count is 1, go up. */
static void
heap_rise(struct sketch *s, uint32_t at)
{
	const uint32_t place = s->heap[at];
	uint32_t above;

	for (; at > 0; at = above) {
		above = (at - 1) / 2;
		if (s->place[s->heap[above]].count <= s->place[place].count)
			break;
		heap_set(s, at, s->heap[above]);
	}
	heap_set(s, at, place);
}

static struct place *
find(struct sketch *s, const char *key, uint32_t len, uint64_t hash)
{
	struct place *p;
	uint32_t i;

	for (i = s->chain[hash % CHAINS]; i != NOBODY; i = p->next) {
		p = &s->place[i];
		if (p->hash == hash && p->len == len &&
		    memcmp(p->key, key, len) == 0)
			return p;
	}
	return NULL;
}

static void
unchain(struct sketch *s, uint32_t place)
{
	uint32_t *link = &s->chain[s->place[place].hash % CHAINS];

	while (*link != place)
		link = &s->place[*link].next;
	*link = s->place[place].next;
}

/* Give a place to a key. */
static void
settle(struct sketch *s, uint32_t place, const char *key, uint32_t len)
{
	struct place *p = &s->place[place];
	static const unsigned char none[SIPHASH_KEY_SIZE];
	uint32_t i;

	p->hash = siphash(none, key, len);
	p->len = len;
	for (i = 0; i < len; i++)
		p->key[i] = key[i] != '\0' ? key[i] : '?';
	p->key[len] = '\0';
	p->next = s->chain[p->hash % CHAINS];
	s->chain[p->hash % CHAINS] = place;
}

void
sketch_add(struct sketch *s, const char *key, size_t len)
{
	/* Who writes rules and logs of ours may have a chain grow long: with
	 * a key of chance a page would differ from run to run. */
	static const unsigned char none[SIPHASH_KEY_SIZE];
	uint32_t n = len < SKETCH_KEY ? (uint32_t)len : SKETCH_KEY - 1, place;
	struct place *p = find(s, key, n, siphash(none, key, n));

	s->total++;
	if (p != NULL) {
		p->count++;
		heap_sink(s, p->at);
		return;
	}
	if (s->len < SKETCH_KEYS) {
		place = s->len++;
		s->place[place].count = 1;
		heap_set(s, place, place);
		settle(s, place, key, n);
		heap_rise(s, place);
		return;
	}
	place = s->heap[0];
	unchain(s, place);
	s->place[place].over = s->place[place].count++;
	settle(s, place, key, n);
	heap_sink(s, 0);
}

static int
compare(const void *a, const void *b)
{
	const struct sketch_count *x = a, *y = b;

	if (x->count != y->count)
		return x->count > y->count ? -1 : 1;
	return strcmp(x->key, y->key);
}

size_t
sketch_top(const struct sketch *s, struct sketch_count *out, size_t rows)
{
	struct sketch_count all[SKETCH_KEYS];
	uint32_t i;

	if (s->len == 0)
		return 0;
	for (i = 0; i < s->len; i++)
		all[i] = (struct sketch_count){ s->place[i].key,
			s->place[i].count, s->place[i].over };
	qsort(all, s->len, sizeof(all[0]), compare);
	if (rows > s->len)
		rows = s->len;
	memcpy(out, all, rows * sizeof(all[0]));
	return rows;
}

uint64_t
sketch_total(const struct sketch *s)
{
	return s->total;
}

uint64_t
sketch_error(const struct sketch *s)
{
	return s->len == SKETCH_KEYS ? s->place[s->heap[0]].count : 0;
}
