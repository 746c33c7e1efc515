/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/siphash.h"

#include "base/le.h"

#define WORD 8

static uint64_t
turn(uint64_t x, unsigned bits)
{
	return x << bits | x >> (64 - bits);
}

static void
mix(uint64_t v[4], unsigned rounds)
{
	for (; rounds > 0; rounds--) {
		v[0] += v[1];
		v[1] = turn(v[1], 13) ^ v[0];
		v[0] = turn(v[0], 32);
		v[2] += v[3];
		v[3] = turn(v[3], 16) ^ v[2];
		v[0] += v[3];
		v[3] = turn(v[3], 21) ^ v[0];
		v[2] += v[1];
		v[1] = turn(v[1], 17) ^ v[2];
		v[2] = turn(v[2], 32);
	}
}

/* The last word: what is left of the data, and the low byte of its length. */
static uint64_t
last_word(const unsigned char *at, size_t left, size_t len)
{
	uint64_t word = (uint64_t)len << 56;

	while (left-- > 0)
		word |= (uint64_t)at[left] << 8 * left;
	return word;
}

uint64_t
siphash(const unsigned char key[SIPHASH_KEY_SIZE], const void *data,
    size_t len)
{
	const unsigned char *at = data, *end = at + len / WORD * WORD;
	uint64_t k0 = le_get64(key), k1 = le_get64(key + WORD), word;
	uint64_t v[4] = { k0 ^ 0x736f6d6570736575, k1 ^ 0x646f72616e646f6d,
		k0 ^ 0x6c7967656e657261, k1 ^ 0x7465646279746573 };

	for (;; at += WORD) {
		word = at < end ? le_get64(at) : last_word(at, len % WORD, len);
		v[3] ^= word;
		mix(v, 2);
		v[0] ^= word;
		if (at == end)
			break;
	}
	v[2] ^= 0xff;
	mix(v, 4);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}
