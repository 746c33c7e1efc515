/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ban/bucket.h"

#define MILLI 1000

void
bucket_init(struct bucket *b, int64_t now_ms)
{
	b->then_ms = now_ms;
	b->milli = BUCKET_BURST * MILLI;
}

bool
bucket_take(struct bucket *b, int64_t now_ms)
{
	int64_t passed_ms = now_ms - b->then_ms;

	/* one a second is one thousandth a millisecond */
	if (passed_ms >= BUCKET_BURST * MILLI / BUCKET_RATE)
		b->milli = BUCKET_BURST * MILLI;
	else if (passed_ms > 0)
		b->milli += (uint32_t)passed_ms * BUCKET_RATE;
	if (b->milli > BUCKET_BURST * MILLI)
		b->milli = BUCKET_BURST * MILLI;
	b->then_ms = now_ms;
	if (b->milli < MILLI)
		return false;
	b->milli -= MILLI;
	return true;
}
