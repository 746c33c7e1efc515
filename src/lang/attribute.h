/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_LANG_ATTRIBUTE_H
#define DHF_LANG_ATTRIBUTE_H

#include <stdbool.h>

#include "book/diag.h"

struct err;
struct rule;
struct rulebook;

/*
 * attribute - "WORD=VALUE": what a rule says besides whom it holds for
 */

/* A rule, which is the next that the book gets, and which attributes it has so
 * far, a bit for each. */
struct attributes {
	struct rule *rule; /* borrowed */
	unsigned given;
};

/* True if a word looks like an attribute: a lower-case word, then "=". */
bool attribute_begins(const char *word);

/* Parse one attribute more.  word is the unquoted word that stands at *at,
 * borrowed for as long as the book, and changed. */
enum parse_answer attribute_parse(struct attributes *to, struct rulebook *b,
    char *word, const struct place *at, struct err *e);

/* After the last attribute: do they go with the action and each other? */
enum parse_answer attribute_check(struct rule *r, struct rulebook *b,
    const struct place *at);

#endif
