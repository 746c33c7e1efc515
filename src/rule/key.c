/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/key.h"

#include <stdbool.h>

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

static bool
has_bit(const unsigned char *page, uint64_t key, unsigned which)
{
	uint32_t bit = key_bit(key, which);

	return (page[bit / 8] >> bit % 8 & 1) != 0;
}

/* The filter's hottest loop but for the check of a page.  A gram is a number
 * that each step shifts one byte on: "ppp7" has of three bytes "ppp", and
 * without its first byte and with "7" behind that, "pp7". */
size_t
key_grams_next(uint64_t out[KEY_ONCE], struct key_grams *g,
    const unsigned char *page, uint32_t number, uint32_t pages)
{
	size_t n = 0, last, i;
	uint32_t bytes;
	uint64_t key;

	for (; g->longer <= 2; g->longer++, g->at = 0) {
		last = g->longer + 1;
		for (bytes = 0, i = 0; i < last && g->at + i < g->len; i++)
			bytes |= byte_at(g->text, g->at + i) << 8 * (i + 1);
		for (; g->at + last < g->len; g->at++) {
			if (n == KEY_ONCE)
				return n;
			bytes = bytes >> 8 |
			    byte_at(g->text, g->at + last) << 8 * last;
			key = mix(SEED_GRAM ^ bytes);
			if (key_page(key, pages) == number &&
			    has_bit(page, key, 0) && has_bit(page, key, 1))
				out[n++] = key;
		}
	}
	return n;
}
