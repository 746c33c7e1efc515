/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/clients.h"

#include <stdlib.h>
#include <string.h>

#include "base/siphash.h"

#define SETS (UINT32_C(1) << 18)
#define WAYS 4

#define MET 15u       /* the bits of what a client has met */
#define MET_BITS 4
#define TAG_BITS 32

/* The clients of a set, whoever was seen last at first; 0 is a free place.
 * Two of them that agree in 49 bits of a hash are one. */
struct clients {
	struct clients_sum sum;
	uint64_t set[SETS][WAYS]; /* tag and what it has met */
};

struct clients *
clients_new(void)
{
	return calloc(1, sizeof(struct clients));
}

void
clients_free(struct clients *c)
{
	free(c);
}

static uint64_t
hash_of(const struct ip *ip)
{
	static const unsigned char key[SIPHASH_KEY_SIZE];
	const struct ip whole = ip->bits == 128 ? ip_first(ip, 64) : *ip;
	unsigned char octets[9];

	memcpy(octets, whole.octet, 8);
	octets[8] = ip->bits == 128;
	return siphash(key, octets, sizeof(octets));
}

/* Count what is new about a client. */
static void
count(struct clients_sum *sum, unsigned before, unsigned after)
{
	const unsigned both = CLIENTS_LET_IN | CLIENTS_REFUSED;
	const unsigned new = after & ~before;

	sum->seen += before == 0;
	sum->waited += (new & CLIENTS_WAITED) != 0;
	sum->returned += (new & CLIENTS_RETURNED) != 0;
	sum->refused += (new & CLIENTS_REFUSED) != 0;
	sum->both += (after & both) == both && (before & both) != both;
}

unsigned
clients_note(struct clients *c, const struct ip *ip, enum clients_met what)
{
	const uint64_t hash = hash_of(ip);
	/* never zero, so that no client is a free place */
	const uint64_t tag = ((hash >> TAG_BITS) | 1) << MET_BITS;
	uint64_t *set = c->set[hash % SETS];
	unsigned before = 0, after;
	int i;

	for (i = 0; i < WAYS - 1 && set[i] != 0 && (set[i] & ~(uint64_t)MET) !=
	    tag;)
		i++;
	if ((set[i] & ~(uint64_t)MET) == tag)
		before = (unsigned)(set[i] & MET);
	else
		c->sum.forgotten += set[i] != 0;
	after = before | (unsigned)what;
	if (what == CLIENTS_LET_IN && (before & CLIENTS_WAITED) != 0)
		after |= CLIENTS_RETURNED;
	count(&c->sum, before, after);
	memmove(set + 1, set, (size_t)i * sizeof(*set));
	set[0] = tag | after;
	return after;
}

struct clients_sum
clients_sum(const struct clients *c)
{
	return c->sum;
}
