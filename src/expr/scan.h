/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_EXPR_SCAN_H
#define DHF_EXPR_SCAN_H

#include <stdbool.h>

#include "expr/charset.h"

/*
 * scan - read an expression atom by atom
 *
 * Knows enough of PCRE2 to say what each atom consumes, and knows when it
 * does not: then lost is set, and nothing that was read means anything.
 */
enum scan_atom {
	SCAN_END,     /* of the expression or the branch: NUL, "|" or ")" */
	SCAN_BYTE,    /* one byte out of set */
	SCAN_BYTES,   /* one byte or more, all out of set */
	SCAN_NOTHING, /* matches a place, or changes case */
	SCAN_TAIL,    /* matches the end of the name */
	SCAN_OPEN,    /* a group begins */
	SCAN_LOOK     /* a group that consumes nothing begins */
};

struct scan {
	const char *p;  /* borrowed; what is still to be read */
	unsigned depth; /* open groups; the caller counts */
	bool lost;
	enum scan_atom atom; /* the one read last */
	struct charset set;
};

/* Read the next atom into s->atom, and s->set if it consumes bytes. */
void scan_atom(struct scan *s);

/* Read the ")" of a group. */
void scan_close(struct scan *s);

/* Read a quantifier; false if there is none.  *least is how often the atom
 * before it comes at least, 255 standing for more. */
bool scan_quantifier(struct scan *s, unsigned *least);

#endif
