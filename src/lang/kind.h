/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_LANG_KIND_H
#define DHF_LANG_KIND_H

#include <stdbool.h>

#include "lang/diag.h"

struct criterion;
struct err;
struct rulebook;

/*
 * kind - "@WORD=VALUE": which criteria the rule language has and what each
 * accepts
 */

/* True if a word begins a criterion: "@" or "!@". */
bool kind_begins(const char *word);

/* Parse one criterion.  word is the unquoted word that stands at *at,
 * borrowed for as long as the book, and changed. */
enum parse_answer kind_parse(struct criterion *out, struct rulebook *b,
    char *word, const struct place *at, struct err *e);

#endif
