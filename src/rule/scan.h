/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_RULE_SCAN_H
#define DHF_RULE_SCAN_H

#include <stdbool.h>

/*
 * scan - read an expression atom by atom
 *
 * Knows enough of PCRE2 to say what each atom consumes, and knows when it
 * does not: then lost is set, and nothing that was read means anything.
 */
enum scan_atom {
	SCAN_END,     /* of the expression or the branch: NUL, "|" or ")" */
	SCAN_CHAR,    /* one literal character, in c */
	SCAN_OTHER,   /* consumes something else */
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
	char c;
};

/* Read the next atom into s->atom. */
void scan_atom(struct scan *s);

/* Read the ")" of a group. */
void scan_close(struct scan *s);

/* Read a quantifier; false if there is none.  *least is 0 if the atom before
 * it may be missing, else 1. */
bool scan_quantifier(struct scan *s, unsigned *least);

#endif
