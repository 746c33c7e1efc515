/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_DNS_SOURCE_H
#define DHF_DNS_SOURCE_H

#include "dns/answer.h"

/*
 * source - where answers come from: the resolver, or a table in a test
 *
 * A question has a number, 0 or more, from when it is asked until the source
 * forgets all of them; asked twice it has one number.
 */
struct dns_source {
	/* Ask, without waiting.  Never fails: what can't be asked has the
	 * answer DNS_UNKNOWN at once. */
	int (*ask)(void *of, const char *name, enum dns_type type);
	/* The answer so far: borrowed until the source forgets. */
	const struct dns_answer *(*answer)(void *of, int question);
	void *of;
};

#endif
