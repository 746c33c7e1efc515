/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPORT_SKETCH_H
#define DHF_REPORT_SKETCH_H

#include <stddef.h>
#include <stdint.h>

/*
 * sketch - which keys come most often, of any number, in fixed memory
 *
 * Space-Saving (Metwally, Agrawal and El Abbadi, "Efficient Computation of
 * Frequent and Top-k Elements in Data Streams", 2005).  SKETCH_KEYS keys are
 * counted.  A new one takes the place of the one that was counted least, and
 * its count, too: with two places "a b c" leaves b at 1 and c at 2, of which 1
 * may be somebody else's.  So a count is never too low, and too high by what is
 * told at most; whoever comes more often than that is certainly there.
 */
#define SKETCH_KEYS 4096
#define SKETCH_KEY 96 /* longest key, NUL included: what is longer is cut */

struct sketch;

struct sketch_count {
	const char *key;  /* NUL-terminated; borrowed until the next add */
	uint64_t count;   /* the true one is at most that */
	uint64_t over;    /* and less by this at most */
};

/* NULL if memory ran out. */
struct sketch *sketch_new(void);
void sketch_free(struct sketch *s); /* NULL is fine */

/* Count a key.  A NUL in it is '?'. */
void sketch_add(struct sketch *s, const char *key, size_t len);

/* Those that came most often, most at first and then by name, at most rows.
 * Returns how many were written. */
size_t sketch_top(const struct sketch *s, struct sketch_count *out,
    size_t rows);

/* How often anything was counted, and by how much a count may be too high. */
uint64_t sketch_total(const struct sketch *s);
uint64_t sketch_error(const struct sketch *s);

#endif
