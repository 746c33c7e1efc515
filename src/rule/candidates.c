/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/candidates.h"

#include "base/err.h"
#include "base/le.h"
#include "rule/image.h"
#include "rule/key.h"
#include "rule/nettree.h"
#include "rule/span.h"

/* Rules of a list that are read at once. */
#define ONCE 64

/* A search in progress. */
struct search {
	struct candidates *out;
	struct image *img;
	struct err *e;
	int rc; /* -1 once something failed */
};

static void
damaged(struct search *s)
{
	s->rc = err_perm(s->e, 0, "the index of the rule image is damaged: "
	    "run dhf-compile");
}

/* Keep the offsets sorted: most come from few keys, in order. */
static void
add(struct search *s, uint32_t rule)
{
	struct candidates *c = s->out;
	size_t i;

	for (i = c->len; i > 0 && c->rule[i - 1] >= rule; i--)
		if (c->rule[i - 1] == rule)
			return;
	if (c->len == CANDIDATES_MAX) {
		c->all = true;
		return;
	}
	for (size_t k = c->len++; k > i; k--)
		c->rule[k] = c->rule[k - 1];
	c->rule[i] = rule;
}

/* Add n rules whose offsets stand in the stream at at. */
static void
add_list(struct search *s, uint32_t at, uint32_t n)
{
	unsigned char raw[4 * ONCE];
	uint32_t some, i;

	/* Not read to its end: it may say the same rule a million times. */
	if (n > CANDIDATES_MAX)
		s->out->all = true;
	for (; n > 0 && s->rc == 0 && !s->out->all; n -= some) {
		some = n < ONCE ? n : ONCE;
		s->rc = image_copy(s->img, raw, at, 4 * some, s->e);
		for (i = 0; i < some && s->rc == 0; i++)
			add(s, le_get32(raw + 4 * i));
		at += 4 * some;
	}
}

/* Add the rules without a key that the shape of the name does not rule
 * out. */
static void
add_always(struct search *s)
{
	const struct image_part *always = &s->img->head.always;
	struct shape required;
	unsigned char room[KEY_ALWAYS];
	const unsigned char *raw;
	uint32_t i;

	for (i = 0; i < always->len / KEY_ALWAYS && !s->out->all; i++) {
		raw = span_read(s->img, room, always->at + i * KEY_ALWAYS,
		    KEY_ALWAYS, s->e);
		if (raw == NULL) {
			s->rc = -1;
			return;
		}
		required = shape_get(raw + 4);
		if (shape_has(&s->out->shape, &required))
			add(s, le_get32(raw));
	}
}

static void
add_value(struct search *s, uint32_t value)
{
	const struct image_part *lists = &s->img->head.lists;
	uint32_t at = value & ~KEY_LIST;
	unsigned char raw[4];

	if ((value & KEY_LIST) == 0) {
		add(s, value);
	} else if (at > lists->len || lists->len - at < 4) {
		damaged(s);
	} else if ((s->rc = image_copy(s->img, raw, lists->at + at,
	    sizeof(raw), s->e)) == 0) {
		if (le_get32(raw) > (lists->len - at - 4) / 4)
			damaged(s);
		else
			add_list(s, lists->at + at + 4, le_get32(raw));
	}
}

/* The first of n entries whose tag is not below tag.  Tags are hashes, so it
 * is near the place that their size suggests: the halves are cut to that. */
static uint32_t
first_of(const unsigned char *entry, uint32_t n, uint32_t tag)
{
	uint32_t guess = (uint32_t)((uint64_t)tag * n >> 32), step = 8, mid;
	uint32_t low = 0, high = n;

	for (; guess > step && low == 0; step *= 4)
		if (le_get32(entry + 8 * (guess - step)) < tag)
			low = guess - step;
	for (step = 8; guess + step < n && high == n; step *= 4)
		if (le_get32(entry + 8 * (guess + step)) >= tag)
			high = guess + step;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (le_get32(entry + 8 * mid) < tag)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* Add the rules that a key leads to. */
static void
look_up(void *arg, uint64_t key)
{
	struct search *s = arg;
	const struct image_part *keys = &s->img->head.keys;
	uint32_t value[KEY_INLINE + 1], found = 0, n, i;
	const unsigned char *page;

	if (s->rc != 0 || keys->len == 0 || s->out->all ||
	    (s->img->known != NULL && !key_may_be(s->img->known, key)))
		return;
	page = image_page(s->img, keys->at + key_page(key, keys->len), s->e);
	if (page == NULL) {
		s->rc = -1;
		return;
	}
	if ((n = le_get32(page)) > KEY_PER_PAGE) {
		damaged(s);
		return;
	}
	/* Tags of other keys may be equal: of too many, take all rules. */
	for (i = first_of(page + 8, n, key_tag(key)); i < n &&
	    found <= KEY_INLINE &&
	    le_get32(page + 8 + 8 * i) == key_tag(key); i++)
		value[found++] = le_get32(page + 12 + 8 * i);
	s->out->all = found > KEY_INLINE;
	/* may reuse the frame */
	for (i = 0; i < found && s->rc == 0 && !s->out->all; i++)
		add_value(s, value[i]);
}

/* Look up the next grams; false behind the last. */
static bool
look_up_some(struct search *s, struct key_grams *g,
    const struct key_bits *bits)
{
	uint64_t key[KEY_ONCE];
	size_t n = key_grams_next(key, g, bits);

	while (n > 0)
		look_up(s, key[--n]);
	return g->at < g->len && s->rc == 0;
}

/* Look up the grams of one filter page. */
static void
look_up_page(struct search *s, uint32_t number, const char *text, size_t len)
{
	const struct image_part *filter = &s->img->head.filter;
	struct key_bits bits = { .page = number, .pages = filter->len };
	struct key_grams g = { .text = text, .len = len };

	do {
		bits.bit = image_page(s->img, filter->at + number, s->e);
		if (bits.bit == NULL) {
			s->rc = -1;
			return;
		}
	} while (look_up_some(s, &g, &bits));
}

static void
look_up_grams(struct search *s, const char *text, size_t len)
{
	struct key_grams g = { .text = text, .len = len };
	uint32_t i;

	if (s->img->known != NULL)
		while (look_up_some(s, &g, s->img->known))
			;
	else
		for (i = 0; i < s->img->head.filter.len && s->rc == 0; i++)
			look_up_page(s, i, text, len);
}

static void
look_up_sets(struct search *s, uint32_t chain)
{
	struct netset_link link;

	for (; chain != 0 && s->rc == 0 && !s->out->all; chain = link.next) {
		s->rc = nettree_link(&link, s->img, chain, s->e);
		if (s->rc == -1)
			return;
		look_up(s, key_set(link.set));
	}
}

bool
candidates_have(const struct candidates *c, uint32_t rule)
{
	size_t i;

	for (i = 0; i < c->len && !c->all; i++)
		if (c->rule[i] == rule)
			return true;
	return c->all;
}

int
candidates_find(struct candidates *c, struct image *img, const char *text,
    size_t len, uint32_t chain, struct err *e)
{
	struct search s = { .out = c, .img = img, .e = e };

	c->shape = shape_of(text, len);
	c->all = len > 255;
	c->len = 0;
	if (c->all)
		return 0;
	add_always(&s);
	if (len > 0)
		key_each_domain(text, len, look_up, &s);
	look_up_grams(&s, text, len);
	look_up_sets(&s, chain);
	return s.rc;
}
