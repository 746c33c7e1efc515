/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPORT_CLIENTS_H
#define DHF_REPORT_CLIENTS_H

#include <stdint.h>

#include "base/ip.h"

/*
 * clients - what has become of each client over time, in fixed memory
 *
 * A client is an address, IPv6 a /64.  A million are known; then the one of
 * four that was seen longest ago is forgotten, and new when it comes again.
 */
enum clients_met {
	CLIENTS_LET_IN = 1,
	CLIENTS_WAITED = 2,  /* was told to come back */
	CLIENTS_REFUSED = 4, /* for good */
	CLIENTS_RETURNED = 8 /* let in after it had been told to come back */
};

struct clients;

/* NULL if memory ran out. */
struct clients *clients_new(void);
void clients_free(struct clients *c); /* NULL is fine */

/* Note what has become of one: LET_IN, WAITED or REFUSED.  Returns what it has
 * met, this included. */
unsigned clients_note(struct clients *c, const struct ip *ip,
    enum clients_met what);

struct clients_sum {
	uint64_t seen;      /* clients */
	uint64_t waited, returned;
	uint64_t refused;   /* for good, at least once */
	uint64_t both;      /* that, and let in at another time */
	uint64_t forgotten; /* above 0, the others may be too high by that */
};

struct clients_sum clients_sum(const struct clients *c);

#endif
