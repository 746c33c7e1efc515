/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_ZONE_ENTRIES_H
#define DHF_ZONE_ENTRIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/ip.h"

struct err;

/*
 * entries - what a list holds: addresses, and what it says of each
 *
 * One entry an address: after entries_sort the one whose harm is the latest,
 * until the time of all of that address is over.
 */
struct zone_entry {
	struct ip ip;        /* IPv4, or IPv6 with zeros behind its bits */
	unsigned bits;       /* 32; 64, or 128 for a test point */
	unsigned char value; /* N of the A record 127.0.0.N */
	const char *text;    /* of the TXT record, "": none; owned by the
	                      * entries' arena, or a constant */
	int64_t last_s, until_s;
};

struct entries {
	struct zone_entry *entry; /* owned */
	size_t len, cap;
	struct ip *expired;  /* owned: addresses that are listed no more */
	size_t expired_len, expired_cap;
	struct arena arena;
};

/* Add a copy of *add, with one of its text.  -1 with *e ERR_TEMP. */
int entries_add(struct entries *s, const struct zone_entry *add, struct err *e);

/* Note that *ip was listed until its time was over.  -1 with *e ERR_TEMP. */
int entries_add_expired(struct entries *s, const struct ip *ip,
    struct err *e);

/* Sort by address, IPv4 first, and leave one entry of each; an address that
 * has one has not expired. */
void entries_sort(struct entries *s);

/* The entry of an address in sorted *s, or NULL. */
const struct zone_entry *entries_find(const struct entries *s,
    const struct ip *ip);

/* Is an address among those of sorted *s that have expired? */
bool entries_has_expired(const struct entries *s, const struct ip *ip);

/* Release what is owned and leave it empty.  May be repeated. */
void entries_free(struct entries *s);

/* The two entries by which anybody can see that a list works: 127.0.0.2 and
 * ::ffff:127.0.0.2 (RFC 5782 section 5). */
#define ENTRIES_POINTS 2
extern const struct zone_entry entries_point[ENTRIES_POINTS];

#endif
