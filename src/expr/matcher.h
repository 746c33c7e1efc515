/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_EXPR_MATCHER_H
#define DHF_EXPR_MATCHER_H

#include <stddef.h>

struct err;

/*
 * matcher - an expression that is compiled once, and what its groups hold
 *
 * With the limits of expr/regex.h against hostile text, and the letter case
 * matters: this is for lines that programs write.
 */
struct matcher;

enum matcher_answer {
	MATCHER_NO,
	MATCHER_YES,
	MATCHER_LIMIT /* gave up: neither yes nor no */
};

/* A part of the text that was searched. */
struct matcher_span {
	const char *at; /* NULL: the group took no part */
	size_t len;
};

/* Compile an expression.  Returns it, the caller's to free, or NULL with *e:
 * ERR_PERM and what is wrong, with the offset, or ERR_TEMP. */
struct matcher *matcher_new(const char *expression, struct err *e);

void matcher_free(struct matcher *m); /* NULL is fine */

/* The number of a named group, 0 if there is none. */
unsigned matcher_group(const struct matcher *m, const char *name);

/* Search len bytes of text.  After MATCHER_YES matcher_span knows the groups,
 * until the next search. */
enum matcher_answer matcher_search(struct matcher *m, const char *text,
    size_t len);

/* What a group holds. */
struct matcher_span matcher_span(const struct matcher *m, unsigned group);

#endif
