/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPORT_REFUSALS_H
#define DHF_REPORT_REFUSALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/logread.h"

/*
 * refusals - the last clients that were refused
 *
 * Of lines in any order those with the latest times; what has no time counts as
 * older than all that have.
 */
#define REFUSALS_MOST 50
#define REFUSALS_TEXT 96 /* longest value, NUL included: the rest is cut */

enum refusals_value {
	REFUSALS_IP, REFUSALS_HOST, REFUSALS_CODE, REFUSALS_RULE,
	REFUSALS_TO,  /* the recipient's domain, or all of it */
	REFUSALS_WHY, /* the receipt */
	REFUSALS_VALUES
};

struct refusals_one {
	int64_t at_s; /* INT64_MIN: not known */
	char text[REFUSALS_VALUES][REFUSALS_TEXT];
};

/* All bytes zero is without any. */
struct refusals {
	struct refusals_one one[REFUSALS_MOST]; /* by time, a ring */
	size_t begin, len;
};

/* Take one; recipients whole, or their domains only. */
void refusals_add(struct refusals *r, const struct logread *line,
    int64_t at_s, bool whole);

/* The nth last, from 0 on; NULL if there are not so many. */
const struct refusals_one *refusals_last(const struct refusals *r, size_t n);

/* What of a recipient may be shown: its domain, or all of it. */
struct logread_value refusals_recipient(const struct logread_value *to,
    bool whole);

#endif
