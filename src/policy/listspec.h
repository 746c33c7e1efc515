/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_POLICY_LISTSPEC_H
#define DHF_POLICY_LISTSPEC_H

#include <stdbool.h>

#include "base/ip.h"
#include "dns/answer.h"

/*
 * listspec - a list as a rule names it: "ZONE[/4|/6][=ADDRESS[-ADDRESS]]",
 * further answers behind commas, then perhaps the next list
 */
struct listspec {
	char zone[DNS_NAME_SIZE];
	unsigned bits;       /* clients it is asked about: 32, 128, or 0: all */
	const char *answers; /* in the value that was read; NULL: any answer */
};

/* Read the list at *at, a value that dhf-compile has checked, and step *at
 * behind it.  False at the end. */
bool listspec_next(struct listspec *out, const char **at);

/* Read one range of answers at *at, which begins as spec->answers, and step
 * *at behind it.  False at the end. */
bool listspec_range(const char **at, struct ip *first, struct ip *last);

/* Write zone with what looks like a customer's key (a label of 16 or more
 * letters and digits, both) as "KEY". */
void listspec_mask(char out[DNS_NAME_SIZE], const char *zone);

/* The same for the keys of zone wherever they stand in text, in place and in
 * any case. */
void listspec_hide(char *text, const char *zone);

#endif
