/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_EXPR_SCAN_H
#define DHF_EXPR_SCAN_H

#include <limits.h>
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
	SCAN_HEAD,    /* matches the beginning of the name */
	SCAN_TAIL,    /* matches the end of the name */
	SCAN_OPEN,    /* a group begins */
	SCAN_LOOK     /* a group that consumes nothing begins */
};

struct scan {
	const char *p;  /* borrowed; what is still to be read */
	unsigned depth; /* open groups; the caller counts */
	bool lost;
	bool loose;     /* something was read of which atom and set do not tell
	                   all: a place, case, what gives nothing back */
	enum scan_atom atom; /* the one read last */
	struct charset set;
	unsigned least, most; /* of the quantifier read last, 255 standing for
	                         more; SCAN_ENDLESS: any number */
};

#define SCAN_ENDLESS UINT_MAX

/* Read the next atom into s->atom, and s->set if it consumes bytes. */
void scan_atom(struct scan *s);

/* Read the ")" of a group. */
void scan_close(struct scan *s);

/* Read how often the atom comes that was read, into s->least and s->most: once
 * if there is no quantifier, which is false. */
bool scan_quantifier(struct scan *s);

#endif
