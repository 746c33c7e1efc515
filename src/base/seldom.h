/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BASE_SELDOM_H
#define DHF_BASE_SELDOM_H

#include <stdbool.h>
#include <stdint.h>

/*
 * seldom - a line of the log that a flood must not repeat
 *
 * Begins with zeros.
 */
#define SELDOM_MS 60000

struct seldom {
	bool told;
	uint64_t last_ms;
};

/* Whether it may be told at now_ms, of a clock that does not go back: not
 * within SELDOM_MS of the time before. */
bool seldom_may(struct seldom *s, uint64_t now_ms);

#endif
