/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "nets.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/err.h"

uint32_t
nets_random(uint32_t *state)
{
	uint32_t x = *state; /* Marsaglia's xorshift */

	x ^= x << 13;
	x ^= x >> 17;
	x ^= x << 5;
	return *state = x;
}

struct ip
nets_address(uint32_t *state, unsigned bits)
{
	static const unsigned char edge[] = { 0, 1, 127, 128, 254, 255 };
	struct ip a = { .bits = bits };
	unsigned i;

	for (i = 0; i < bits / 8; i++)
		a.octet[i] = nets_random(state) % 4 != 0 ?
		    edge[nets_random(state) % sizeof(edge)] :
		    (unsigned char)nets_random(state);
	return a;
}

/* *a with all but the first bits bits cleared, one by one. */
static struct ip
cleared(struct ip a, unsigned bits)
{
	for (; bits < a.bits; bits++)
		a.octet[bits / 8] &= (unsigned char)~(0x80u >> bits % 8);
	return a;
}

void
nets_fill(struct netset *s, size_t count, uint32_t sets, unsigned bits,
    uint32_t *state)
{
	struct err e;
	size_t i;

	for (i = 0; i < count; i++) {
		unsigned prefix = nets_random(state) % (bits + 1);
		struct ip a = nets_address(state, bits);
		uint32_t set = 1 + nets_random(state) % sets;

		if (i % 3 > 0 && s->len > 0) { /* beside or in another */
			const struct netset_net *n = &s->net[
			    nets_random(state) % s->len];

			a = n->first.bits == bits ? n->first : a;
			prefix = prefix > n->bits ? prefix : n->bits;
		}
		a = cleared(a, prefix);
		assert_int_equal(netset_add(s, &a, prefix, set, &e), 0);
	}
}

static bool
bit(const struct ip *a, unsigned i)
{
	return (a->octet[i / 8] & 0x80u >> i % 8) != 0;
}

bool
nets_hold(const struct netset *s, uint32_t set, const struct ip *a)
{
	size_t i;
	unsigned b;

	for (i = 0; i < s->len; i++) {
		const struct netset_net *n = &s->net[i];

		if (n->set != set || n->first.bits != a->bits)
			continue;
		for (b = 0; b < n->bits && bit(a, b) == bit(&n->first, b); b++)
			;
		if (b == n->bits)
			return true;
	}
	return false;
}
