/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_LANG_DIRECTIVE_H
#define DHF_LANG_DIRECTIVE_H

#include "book/diag.h"

struct err;
struct line;
struct rulebook;

/*
 * directive - the lines that are no rules: settings, define, include, import
 */

/* Parse the line *l whose first word is word; p is behind that word. */
enum parse_answer directive_parse(struct rulebook *b, const struct line *l,
    const char *word, char *p, struct err *e);

#endif
