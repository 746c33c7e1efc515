/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_ZONE_TRANSFER_H
#define DHF_ZONE_TRANSFER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/ip.h"
#include "base/arena.h"

struct err;

/*
 * transfer - what a server's zone holds: a transfer of it, as dig(1) prints
 * one
 *
 * A record a line, names in full: NAME TTL IN TYPE DATA.  Of interest are the
 * names of addresses; the rest of the zone is somebody else's.
 */
struct transfer_name {
	struct ip ip;
	unsigned bits;
	unsigned char value; /* of 127.0.0.N; 0: no such record, or many */
	const char *text;    /* of its TXT record, or NULL; in the arena */
	bool other;          /* it has records besides */
};

struct transfer {
	struct transfer_name *name; /* owned; sorted by address */
	size_t len, cap;
	struct arena arena;
};

/* Read the transfer of zone, which is at bytes.  -1 with *e: ERR_PERM if it is
 * none, as if it has no SOA record at its end, ERR_TEMP without memory. */
int transfer_read(struct transfer *out, const char *zone, const char *bytes,
    size_t len, struct err *e);

/* The name of an address, or NULL. */
const struct transfer_name *transfer_find(const struct transfer *t,
    const struct ip *ip, unsigned bits);

/* Release what is owned and leave it empty.  May be repeated. */
void transfer_free(struct transfer *t);

#endif
