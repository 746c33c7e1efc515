/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPORT_HIGHEST_H
#define DHF_REPORT_HIGHEST_H

#include <stddef.h>
#include <stdint.h>

#include "policy/logread.h"

/*
 * highest - clients that were let in with the highest scores
 *
 * One row for an address, with its highest.
 */
#define HIGHEST_MOST 50
#define HIGHEST_IP 46
#define HIGHEST_HOST 96 /* longest, NUL included: what is longer is cut */

struct highest_one {
	int32_t score_milli;
	char ip[HIGHEST_IP], host[HIGHEST_HOST];
};

/* All bytes zero is without any. */
struct highest {
	struct highest_one one[HIGHEST_MOST]; /* the highest first */
	size_t len;
};

/* Take a client that was let in; a score of 0 or less is none. */
void highest_add(struct highest *h, const struct logread *line);

#endif
