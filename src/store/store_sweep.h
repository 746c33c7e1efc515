/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_STORE_STORE_SWEEP_H
#define DHF_STORE_STORE_SWEEP_H

#include <stdint.h>

struct store;

/* Look at the next budget records, and delete those past their time: to be
 * called many times a second, as it takes budget microseconds at most.  A pass
 * through all begins a minute after the last one ended, or at once if the
 * store is full.  By the store's own clock, which follows now_s by at most one
 * day in each minute, and is kept with the records: a clock that jumps years
 * ahead for a while expires days, not all.  Returns how many it deleted. */
unsigned store_sweep(struct store *s, int64_t now_s, unsigned budget);

#endif
