/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_LAB_KNOWN_H
#define DHF_LAB_KNOWN_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct err;
struct settings;

/*
 * known - what the daemon knows, as dhf-test(1) prints it
 *
 * The daemon is asked, or its store opened, as serve/desk.h has it.
 */
struct known {
	const struct settings *settings; /* where; borrowed, like all */
	FILE *out;
	FILE *log;           /* what the store has to say, ... */
	const char *program; /* ... and in whose name */
	int64_t now_s;
	bool json;           /* of known_offender */
};

/* Print what is known under a key, in the lines of a dump.  Returns 0; 1 if
 * that is nothing; or -1 with *e. */
int known_state(const struct known *k, const char *key, struct err *e);

/* Print what is held against an address, of IPv6 against its /64, which may be
 * written so: who, what, from whom, why and until when, and what is over but
 * remembered.  Returns 0 if anything is held now, else 1; or -1 with *e,
 * ERR_PERM if text is no address. */
int known_offender(const struct known *k, const char *text, struct err *e);

#endif
