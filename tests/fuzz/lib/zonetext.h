/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_TESTS_FUZZ_LIB_ZONETEXT_H
#define DHF_TESTS_FUZZ_LIB_ZONETEXT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * zonetext - what a server would read in a list, entry by entry
 *
 * Written after the servers' pages, and with nothing of src in it.  A list is
 * wrong if there is anything in it that its server would take for something
 * else than an entry or what stands before the first.
 */
struct zonetext {
	const char *at; /* in the list, which ends with a NUL */
};

struct zonetext_entry {
	char name[80];  /* as it stands there: a reversed name, or a network */
	unsigned value; /* of 127.0.0.N, 0: none */
	char text[512]; /* "" if none */
};

enum zonetext_form {
	ZONETEXT_RBLDNSD, /* any data set of its */
	ZONETEXT_BIND,
	ZONETEXT_TINYDNS,
	ZONETEXT_POSTFIX, /* REJECT and a text */
	ZONETEXT_CIDR
};

/* Read the next entry.  1; 0 at the end; -1 if the list is wrong. */
int zonetext_next(struct zonetext_entry *out, struct zonetext *z,
    enum zonetext_form form);

#endif
