/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_STATE_HELOS_H
#define DHF_STATE_HELOS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ip.h"

/*
 * helos - behind which addresses many clients stand
 *
 * A mail client greets with one name.  Where several names come from one
 * address within an hour, clients share it, and what is known of the address
 * says nothing of any of them.  So few are remembered that nobody who chooses
 * names can make this grow: HELOS_MANY names of an address, and HELOS_ADDRESSES
 * addresses, of which the one that was silent for longest makes room.
 */
#define HELOS_MANY 5
#define HELOS_WITHIN_S 3600
#define HELOS_ADDRESSES 64

/* How long an address stays one of many behind the last time that it was found
 * to be: who is not judged by it is not heard, either. */
#define HELOS_STAY_S 86400

struct helos_address {
	struct ip ip;
	int64_t last_s;    /* heard of */
	int64_t many_s;    /* many until then */
	size_t names;
	struct {
		uint64_t number; /* smtp/helo.h */
		int64_t at_s;
	} name[HELOS_MANY];
};

/* All bytes zero is the beginning. */
struct helos {
	size_t len;
	struct helos_address address[HELOS_ADDRESSES];
};

/* An address has greeted with a name.  True: it was not one of many, and is
 * now. */
bool helos_hear(struct helos *h, const struct ip *ip, uint64_t number,
    int64_t now_s);

/* Whether many clients stand behind an address. */
bool helos_are_many(const struct helos *h, const struct ip *ip, int64_t now_s);

#endif
