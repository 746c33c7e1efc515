/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_WATCH_STORM_H
#define DHF_WATCH_STORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ip.h"
#include "base/siphash.h"

/*
 * storm - who has done something too often in a stretch of time
 *
 * With a limit of 11 in an hour the eleventh event is told of, if all eleven
 * lie within an hour, and then none of that address until it has been quiet_s
 * from there.  Times are those of the events, in any order; IPv6 counts by
 * /64.
 */
struct storm_limits {
	unsigned count;     /* 1 or more */
	unsigned window_s;
	unsigned quiet_s;
	size_t addresses;   /* known at once: then the one whose last event is
	                       oldest of a few is forgotten */
};

struct storms;

/* Returns the counters, the caller's to free, or NULL if memory ran out; the
 * key is random. */
struct storms *storms_new(const struct storm_limits *limits,
    const unsigned char key[SIPHASH_KEY_SIZE]);

void storms_free(struct storms *s); /* NULL is fine */

/* Count an event.  True: it is one to be told of, and *since_s is when the
 * first of those was that count.  What there is no memory for is not counted,
 * and *lost is set. */
bool storms_count(struct storms *s, const struct ip *ip, int64_t at_s,
    int64_t *since_s, bool *lost);

#endif
