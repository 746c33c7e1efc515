/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_LAB_EVALUATE_H
#define DHF_LAB_EVALUATE_H

#include <stdint.h>

struct decider;
struct err;
struct labelled;
struct tally;
struct told;

/*
 * evaluate - how well rules tell clients apart of which it is known what they
 * are
 */
struct evaluate {
	const struct decider *decider; /* borrowed */
	struct tally *tally;           /* borrowed */
	int64_t now_s;                 /* seconds since 1970 */
	struct told *told;             /* of every client; borrowed */
};

/* Decide about a client and count what came out, in all of its label and
 * apart:
 *	"with an address" and "name alone";
 *	"before 2019" and "2019 and later", and each year, if it is said;
 *	each form, if it is said, and "without the full address": IPv4 and
 *	all forms that don't hold the four octets.
 * Returns 0, or -1 with *e: as decide, or ERR_TEMP if memory ran out; the
 * client may be counted in part then. */
int evaluate_client(struct evaluate *ev, const struct labelled *client,
    struct err *e);

#endif
