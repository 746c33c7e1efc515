/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/clock.h"

#define STEP_S 86400
#define PAUSE_S 60

bool
clock_within(int64_t now_s, int64_t then_s, int64_t span_s)
{
	return now_s >= then_s && now_s - then_s < span_s;
}

int64_t
clock_follow(struct clock *c, int64_t other_s)
{
	int64_t ahead = other_s - c->now_s;

	if (c->now_s == 0 || (ahead <= STEP_S && ahead >= -STEP_S)) {
		c->now_s = other_s;
		c->stepped = false;
	} else if (!c->stepped ||
	    !clock_within(other_s, c->stepped_s, PAUSE_S)) {
		c->now_s += ahead > 0 ? STEP_S : -STEP_S;
		c->stepped_s = other_s;
		c->stepped = true;
	}
	return c->now_s;
}
