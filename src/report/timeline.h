/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPORT_TIMELINE_H
#define DHF_REPORT_TIMELINE_H

#include <stddef.h>
#include <stdint.h>

/*
 * timeline - counts over time, in a fixed number of bins, whenever it was
 *
 * Bins are a minute wide at first.  When a time has no bin any more, all are
 * joined to wider ones, up to half a year, until it has: each width is a whole
 * number of the one before, and bins begin at multiples of it from 1970 on, in
 * UTC.  So no order of lines gives another result, and no line is lost.
 *
 * With 3 bins, 10:01 and 10:07 want seven minutes; in bins of five they are
 * 10:00 and 10:05.
 */
struct timeline {
	int64_t first;  /* bin, counted from 1970 */
	size_t bins;    /* in use; 0: none */
	unsigned step;  /* which width */
};

/* Where its counts are: most times series numbers, all zero at first. */
struct timeline_room {
	uint32_t *n;    /* of a bin, series numbers one behind the other */
	size_t most, series;
};

/* How many seconds a bin has, and when the first begins. */
int64_t timeline_width(const struct timeline *s);
int64_t timeline_begin(const struct timeline *s);

/* The numbers of the bin for a time, which is made if there is none; s->bins is
 * at most room->most, which is 2 or more.  NULL for a time that is a century
 * or more from the others. */
uint32_t *timeline_bin(struct timeline *s, const struct timeline_room *room,
    int64_t at_s);

#endif
