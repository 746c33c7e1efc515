/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPLAY_INTERVAL_H
#define DHF_REPLAY_INTERVAL_H

#include <stdint.h>

/*
 * interval - what a count says of a rate
 *
 * Of n that were looked at k were hit: the rates at which that would not have
 * been odd (Clopper and Pearson, 1934, "The use of confidence or fiducial
 * limits illustrated in the case of the binomial").  Exact, which is to say
 * that the true rate lies outside at most as often as promised, where the
 * usual approximations promise too much for the few hits that matter here.
 *
 * The limits are those rates at which so few, or so many, hits have a
 * probability of half of what is left of the level.  With 1 of 3000 and 95 %:
 *
 *	low	P(1 or more of 3000) = 0.025	at 0.0008 %
 *	high	P(1 or less of 3000) = 0.025	at 0.1856 %
 */
#define INTERVAL_LEVEL 0.95

struct interval {
	double low, high; /* 0 and 1 with n = 0: nothing is known */
};

/* Find it for k of n, k <= n, to 12 digits. */
struct interval interval_find(uint64_t k, uint64_t n, double level);

/* The rate that is not exceeded, at this level, if none of n was hit: 3/n or a
 * little less.  1 with n = 0. */
double interval_none(uint64_t n, double level);

#endif
