/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/page.h"

#include <stddef.h>

#include "base/le.h"

/* As le_get64, but seen by the compiler: this is the filter's hottest loop. */
static uint64_t
word_at(const unsigned char *p)
{
	return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 |
	    (uint64_t)p[3] << 24 | (uint64_t)p[4] << 32 |
	    (uint64_t)p[5] << 40 | (uint64_t)p[6] << 48 |
	    (uint64_t)p[7] << 56;
}

/* Fold the words of a page into 64 bits.  Each step is a bijection of the
 * state and of the word, so that changing one word always changes its lane;
 * two lanes only keep the multiplier busy. */
static uint64_t
check_of(const unsigned char *page, uint32_t number)
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
