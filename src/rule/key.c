/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/key.h"

/* Seeds that keep the kinds apart. */
#define SEED_DOMAIN 0x9ae16a3b2f90404fu
#define SEED_GRAM 0xc949d7c7509e6557u
#define SEED_SET 0xff51afd7ed558ccdu

#define PRIME 0x00000100000001b3u

/* Spread all bits over all bits (splitmix64's last steps). */
static uint64_t
mix(uint64_t h)
{
	h ^= h >> 30;
	h *= 0xbf58476d1ce4e5b9u;
	h ^= h >> 27;
	h *= 0x94d049bb133111ebu;
	return h ^ h >> 31;
}

void
key_each_domain(const char *text, size_t len,
    void (*found)(void *arg, uint64_t key), void *arg)
{
	uint64_t h = SEED_DOMAIN;
	unsigned labels = 0;

	/* From the end, so that one pass has every domain. */
	while (len > 0) {
		if (text[len - 1] == '.') {
			found(arg, mix(h));
			if (++labels == KEY_LABELS)
				return;
		}
		h = (h ^ (unsigned char)text[--len]) * PRIME;
	}
	found(arg, mix(h));
}

static void
keep(void *arg, uint64_t key)
{
	*(uint64_t *)arg = key;
}

uint64_t
key_domain(const char *text, size_t len)
{
	uint64_t last = 0;

	key_each_domain(text, len, keep, &last);
	return last;
}

uint64_t
key_gram(const char *text, size_t len)
{
	uint32_t bytes = 0; /* the first one lowest */

	while (len-- > 0)
		bytes = bytes << 8 | (unsigned char)text[len];
	return mix(SEED_GRAM ^ bytes);
}

uint64_t
key_set(uint32_t set)
{
	return mix(SEED_SET ^ set);
}

uint32_t
key_page(uint64_t key, uint32_t pages)
{
	return (uint32_t)((key >> 32) * pages >> 32);
}

uint32_t
key_tag(uint64_t key)
{
	return (uint32_t)key;
}

uint32_t
key_bit(uint64_t key, unsigned which)
{
	uint32_t half = (uint32_t)(key >> (which == 0 ? 0 : 16)) & 0xffffu;

	return half * KEY_FILTER_BITS >> 16;
}

static uint32_t
byte_at(const char *text, size_t at)
{
	return (unsigned char)text[at];
}

uint32_t
key_tag_bit(uint32_t tag, unsigned which, unsigned shift)
{
	return which == 0 ? tag >> shift : tag & UINT32_MAX >> shift;
}

static bool
is_set(const unsigned char *bits, uint32_t bit)
{
	return (bits[bit / 8] >> bit % 8 & 1) != 0;
}

/* Inline, for it is asked eighty times a name. */
static inline bool
may_be(const struct key_bits *b, uint64_t key)
{
	uint32_t tag = key_tag(key);

	if (b->pages == 0)
		return is_set(b->bit, key_tag_bit(tag, 0, b->shift)) &&
		    is_set(b->bit, key_tag_bit(tag, 1, b->shift));
	return key_page(key, b->pages) == b->page &&
	    is_set(b->bit, key_bit(key, 0)) && is_set(b->bit, key_bit(key, 1));
}

bool
key_may_be(const struct key_bits *b, uint64_t key)
{
	return may_be(b, key);
}

/* Write the key of a gram behind n others; how many are to be kept. */
static inline size_t
add_gram(uint64_t *out, size_t n, const struct key_bits *bits, uint32_t bytes)
{
	out[n] = mix(SEED_GRAM ^ bytes);
	return n + may_be(bits, out[n]);
}

/* The filter's hottest loop but for the check of a page.  Four bytes are a
 * number that each step shifts one on: of "ppp7" it has "ppp7", "ppp" and "pp",
 * then of what follows "pp7." and so on; at the end only those that are whole.
 */
size_t
key_grams_next(uint64_t out[KEY_ONCE], struct key_grams *g,
    const struct key_bits *bits)
{
	const struct key_bits b = *bits;
	size_t n = 0, at = g->at, i;
	uint32_t four = 0;

	for (i = at; i < at + 3; i++)
		four = four >> 8 | (i < g->len ? byte_at(g->text, i) << 24 : 0);
	for (; at + 4 <= g->len && n + 3 <= KEY_ONCE; at++) {
		four = four >> 8 | byte_at(g->text, at + 3) << 24;
		n = add_gram(out, n, &b, four);
		n = add_gram(out, n, &b, four & 0xffffff);
		n = add_gram(out, n, &b, four & 0xffff);
	}
	g->at = at;
	if (n + 3 > KEY_ONCE)
		return n;
	for (; at + 2 <= g->len; at++) {
		four >>= 8;
		if (at + 3 <= g->len)
			n = add_gram(out, n, &b, four & 0xffffff);
		n = add_gram(out, n, &b, four & 0xffff);
	}
	g->at = g->len;
	return n;
}
