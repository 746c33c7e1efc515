/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_EXPR_PATTERN_H
#define DHF_EXPR_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct err;
struct ip;

/*
 * pattern - what the rule language adds to an expression
 *
 * %{NAME} stands for a defined fragment and is replaced when the rule is
 * compiled.  $1-$4 stand for the client's octets in decimal, with or without
 * leading zeros, $5-$8 for the same in two hexadecimal digits; they are
 * replaced when a client is asked about.  Neither is special behind a
 * backslash or inside a [class].
 */
struct pattern_define {
	const char *name, *text;     /* borrowed from the arena */
	struct pattern_define *next; /* borrowed */
};

/* Longest expression, after %{NAME} and $n were replaced, NUL included. */
#define PATTERN_SIZE 16384

/* How many bytes at p are one unit in which nothing is special to us: an
 * escaped byte, or a whole [class]; else 0. */
size_t pattern_unit_len(const char *p);

/* Copy an expression that knows none of this, NUL included, so that it means
 * here what it says: "(?:)" stands in each $1-$8 and %{, which PCRE2 takes for
 * nothing, and the newlines where a line was joined are left out.  Returns the
 * length; out has room for PATTERN_PLAIN_SIZE of the length of from. */
#define PATTERN_PLAIN_SIZE(len) (5 * (len) + 1)
size_t pattern_plain(char *out, const char *from);

/* Copy text to the arena with every %{NAME} replaced by "(?:FRAGMENT)".
 * NULL with *e: ERR_PERM (no such fragment, too long), ERR_TEMP (memory). */
const char *pattern_expand(struct arena *a, const char *text,
    const struct pattern_define *defines, struct err *e);

/* True if the expression has a $1-$8 in it. */
bool pattern_has_octets(const char *text);

/* Write the expression with the octets of *client in place of $1-$8.
 * Returns its length, or -1 if it does not fit or *client is not IPv4. */
int pattern_substitute(char out[PATTERN_SIZE], const char *text,
    const struct ip *client);

#endif
