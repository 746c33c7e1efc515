/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BAN_BUCKET_H
#define DHF_BAN_BUCKET_H

#include <stdbool.h>
#include <stdint.h>

/*
 * bucket - so many a second, and some at once after a rest
 *
 * A flood of bans must not keep the kernel busy.  A full bucket lets a ledger
 * fill the kernel's set again.
 */
#define BUCKET_RATE 100   /* a second */
#define BUCKET_BURST 1000

struct bucket {
	int64_t then_ms; /* when it was looked at last */
	uint32_t milli;  /* thousandths of what may go through now */
};

/* A full one. */
void bucket_init(struct bucket *b, int64_t now_ms);

/* Whether one more may go through, which is taken off. */
bool bucket_take(struct bucket *b, int64_t now_ms);

#endif
