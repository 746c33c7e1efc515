/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_LANG_CRITERION_PARSE_H
#define DHF_LANG_CRITERION_PARSE_H

#include <stdbool.h>

#include "book/diag.h"

struct criterion;
struct err;
struct rulebook;

/*
 * criterion_parse - "@WORD=VALUE" of the rule language
 */

/* True if a word begins a criterion: "@" or "!@". */
bool criterion_parse_begins(const char *word);

/* Parse one criterion.  word is the unquoted word that stands at *at,
 * borrowed for as long as the book, and changed. */
enum parse_answer criterion_parse(struct criterion *out, struct rulebook *b,
    char *word, const struct place *at, struct err *e);

#endif
