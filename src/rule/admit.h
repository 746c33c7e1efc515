/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_RULE_ADMIT_H
#define DHF_RULE_ADMIT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/ip.h"

struct err;

/*
 * admit - the few networks that may ask a listener, as dynawall_from has them
 */
#define ADMIT_MAX 32

struct admit {
	struct {
		struct ip first, last;
	} net[ADMIT_MAX];
	size_t len;
};

/* Read "NETWORK[,...]", blanks behind commas or not; "" is loopback.  Returns
 * 0, or -1 with *e ERR_PERM and *out unchanged: no network, host bits behind
 * the prefix, more than ADMIT_MAX. */
int admit_parse(struct admit *out, const char *text, struct err *e);

/* Add networks of the same form, at least one; *a is all zero at first. */
int admit_add(struct admit *a, const char *text, struct err *e);

/* Whether one of them has the address. */
bool admit_has(const struct admit *a, const struct ip *ip);

#endif
