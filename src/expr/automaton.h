/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_EXPR_AUTOMATON_H
#define DHF_EXPR_AUTOMATON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * automaton - an expression that is followed in all its ways at once
 *
 * Glushkov's automaton: a position for each byte that the expression names, and
 * a bit for each in a word that says where matches have come to.  A search
 * takes a step for each byte of the text, whatever the expression, and needs
 * no memory and no PCRE2: most expressions of rules are of this kind.  What is
 * not, is not taken: a look around, a back reference, an edge of a word, what
 * gives nothing back; a group that never comes, of which PCRE2 is wrong; and
 * one that repeats often or without end, for it has the hostile kinds, whose
 * rules PCRE2's limit of steps finds.
 */

/* A set of positions.  Of 60,000 expressions of a real list 324 need more than
 * 64; where there are no words of 128 bits, PCRE2 has these. */
#ifdef __SIZEOF_INT128__
__extension__ typedef unsigned __int128 automaton_set;
#else
typedef uint64_t automaton_set;
#endif
#define AUTOMATON_POSITIONS (8 * sizeof(automaton_set))

/* What a position can take: the bytes from 32 to 126, and the two ends.  A
 * capital is looked for as its letter, so that none takes one. */
#define AUTOMATON_SYMBOLS 97

struct automaton {
	bool empty;          /* nothing at all is a match */
	bool anchored;       /* a match begins at the head or not at all */
	automaton_set first; /* where a match begins */
	automaton_set last;  /* where it is complete */
	automaton_set near;  /* whose only successor is the next */
	automaton_set takes[AUTOMATON_SYMBOLS];
	automaton_set follow[AUTOMATON_POSITIONS];
};

enum automaton_answer {
	AUTOMATON_NO,
	AUTOMATON_YES,
	AUTOMATON_UNKNOWN /* the text has a byte that is no printable ASCII */
};

/* Make *a of an expression that PCRE2 takes, in which no $1-$8 are left.
 * False if it is not of this kind; *a means nothing then. */
bool automaton_make(struct automaton *a, const char *pattern);

/* Search len bytes of text as regex_search does. */
enum automaton_answer automaton_search(const struct automaton *a,
    const char *text, size_t len);

#endif
