/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_IMPORT_RBLDNSD_LINE_H
#define DHF_IMPORT_RBLDNSD_LINE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/ip.h"

struct err;

/*
 * rbldnsd_line - one line of a data file of rbldnsd(8)
 *
 * Entries are those of ip4set, ip4trie and ip6trie.  What is answered for one,
 * ":127.0.0.2:text", is read for errors alone.
 */
enum rbldnsd_what {
	RBLDNSD_NONE, /* blank, a comment, a default or what is no matter */
	RBLDNSD_ENTRY,
	RBLDNSD_MAXRANGE, /* $MAXRANGE4 */
	RBLDNSD_EXPIRES,  /* $TIMESTAMP with an end */
	RBLDNSD_WRONG     /* *e is filled */
};

struct rbldnsd_line {
	struct ip first, last;
	unsigned bits;   /* prefix length, if it is no range */
	bool range;      /* FIRST-LAST, as only ip4set has it */
	bool exclusion;  /* with "!" */
	uint64_t addresses; /* RBLDNSD_MAXRANGE: most that an entry may have */
};

enum rbldnsd_what rbldnsd_line(struct rbldnsd_line *out, const char *text,
    struct err *e);

#endif
