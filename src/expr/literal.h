/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_EXPR_LITERAL_H
#define DHF_EXPR_LITERAL_H

#include <stdbool.h>
#include <stddef.h>

#include "expr/shape.h"

/*
 * literal - what every match of an expression must contain
 *
 * An expression can match a name only if one of the literals found here
 * stands in the name, at its end if it is a suffix, and if the name has the
 * bytes that its shape asks for.  What the reader of expressions does not
 * understand has neither: it errs by finding less, never by finding what is
 * not required.
 */
#define LITERAL_MAX 64 /* bytes of one literal */
#define LITERAL_ALTERNATIVES 32
#define LITERAL_LEAST 2 /* shortest one that is no suffix */

struct literal {
	char text[LITERAL_MAX]; /* lower case, not terminated */
	size_t len;
	bool suffix;            /* stands at the end of the name */
};

struct literal_set {
	struct literal item[LITERAL_ALTERNATIVES];
	size_t len; /* 0: no literal is known to be required */
	struct shape shape;
};

/* How much a set narrows, 0 if it is empty; LITERAL_DOMAIN and more if every
 * literal holds a domain of two labels or more at the end of the name. */
#define LITERAL_DOMAIN 1000
size_t literal_worth(const struct literal_set *set);

/* Find the literals of an expression of the rule language: PCRE2 with $1-$8
 * for octets, without %{NAME}; case-insensitive; $ at the very end only. */
void literal_find(struct literal_set *out, const char *pattern);

#endif
