/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/page.h"

#include <stddef.h>

#include "base/le.h"

/* As le_get64, but seen by the compiler: this is the filter's hottest loop. */
static inline uint64_t
word_at(const unsigned char *p)
{
	return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 |
	    (uint64_t)p[3] << 24 | (uint64_t)p[4] << 32 |
	    (uint64_t)p[5] << 40 | (uint64_t)p[6] << 48 |
	    (uint64_t)p[7] << 56;
}

#define ODD 0x9e3779b97f4a7c15u

/* One step of a lane: a bijection of the lane and of the word, so that changing
 * one word always changes the lane.  The multiplier carries a change upwards,
 * the rotation brings it down again. */
static inline uint64_t
taken(uint64_t lane, uint64_t word)
{
	lane = (lane ^ word) * ODD;
	return lane << 29 | lane >> 35;
}

/* Fold the 511 words of a page into 64 bits: in seven lanes, whose steps the
 * processor takes side by side, 73 times 7 words; then the lanes, one after the
 * other. */
static uint64_t
check_of(const unsigned char *page, uint32_t number)
{
	uint64_t a = 1, b = 2, c = 3, d = 4, e = 5, f = 6, g = 7, all = number;
	const unsigned char *p;

	for (p = page; p < page + PAGE_PAYLOAD; p += 7 * 8) {
		a = taken(a, word_at(p));
		b = taken(b, word_at(p + 8));
		c = taken(c, word_at(p + 16));
		d = taken(d, word_at(p + 24));
		e = taken(e, word_at(p + 32));
		f = taken(f, word_at(p + 40));
		g = taken(g, word_at(p + 48));
	}
	all = taken(taken(taken(taken(all, a), b), c), d);
	all = taken(taken(taken(all, e), f), g);
	return all ^ all >> 32;
}

/* The same of version 4. */
static uint64_t
check_of_4(const unsigned char *page, uint32_t number)
{
	uint64_t a = number, b = 1;
	size_t i;

	for (i = 0; i < PAGE_PAYLOAD - 8; i += 16) {
		a = (a ^ word_at(page + i)) * 0x9e3779b97f4a7c15u;
		b = (b ^ word_at(page + i + 8)) * 0xd6e8feb86659fd93u;
		a ^= a >> 32;
		b ^= b >> 32;
	}
	a = (a ^ word_at(page + i)) * 0x9e3779b97f4a7c15u;
	a ^= a >> 32;
	return (a ^ b >> 29) * 0xd6e8feb86659fd93u ^ b;
}

void
page_seal(unsigned char page[PAGE_BYTES], uint32_t number)
{
	le_put64(page + PAGE_PAYLOAD, check_of(page, number));
}

bool
page_is_sound(const unsigned char page[PAGE_BYTES], uint32_t number)
{
	return le_get64(page + PAGE_PAYLOAD) == check_of(page, number);
}

bool
page_is_sound_4(const unsigned char page[PAGE_BYTES], uint32_t number)
{
	return le_get64(page + PAGE_PAYLOAD) == check_of_4(page, number);
}
