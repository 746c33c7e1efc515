/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_STORE_CLOCK_H
#define DHF_STORE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

/*
 * clock - a clock that does not believe another's jumps at once
 *
 * All bytes zero is a clock that was never set.
 */
struct clock {
	int64_t now_s;     /* seconds since 1970; 0: not set */
	int64_t stepped_s; /* the other one's time at the last step */
	bool stepped;
};

/* Follow the other clock: at once if it is less than a day away, else by a
 * day, and not again within a minute of it.  Returns the time. */
int64_t clock_follow(struct clock *c, int64_t other_s);

/* True if now_s is then_s or less than span_s later. */
bool clock_within(int64_t now_s, int64_t then_s, int64_t span_s);

#endif
