/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BAN_ADMIT_H
#define DHF_BAN_ADMIT_H

#include <stdint.h>

#include "ban/bucket.h"
#include "ban/record.h"

struct never;

/*
 * admit - which questions are carried out
 */
struct admit_bans {
	const struct never *never; /* settled; borrowed */
	struct bucket bucket;
};

/* BAN_ASKED if it may be carried out, else the answer: BAN_WRONG, its fields
 * make no sense; BAN_NEVER; BAN_BUSY. */
enum ban_answer admit_ban(struct admit_bans *a, const struct ban_record *r,
    int64_t now_ms);

#endif
