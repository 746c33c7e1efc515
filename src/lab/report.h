/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_LAB_REPORT_H
#define DHF_LAB_REPORT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "door/await.h"

struct err;
struct evidence;
struct library;
struct told;
struct verdict;

/*
 * report - verdicts as dhf-test(1) prints them
 */
struct report {
	FILE *out;           /* borrowed */
	struct library *lib; /* borrowed */
	int64_t now_s;       /* seconds since 1970 */
	bool json;           /* JSON lines instead of text */
	struct told *told;   /* of every client; borrowed */
	struct await await;  /* begun and ended by the caller */
};

/* Ask about an entry and print "ENTRY -> ACTION [CODE]"; with explain, every
 * rule that was considered and what its criteria found before that.  Returns
 * 0 if the client would pass and 1 if not, or -1 with *e. */
int report_entry(struct report *r, const char *entry, bool explain,
    struct err *e);

/* Ask about a client and print "IP HOST ACTION CODE RULE" between tabs; host
 * "-" is a client without a name, "?" one whose name is not known.  Returns
 * 0, or -1 with *e. */
int report_client(struct report *r, const char *ip, const char *host,
    struct err *e);

#endif
