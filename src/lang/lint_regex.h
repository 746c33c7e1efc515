/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_LANG_LINT_REGEX_H
#define DHF_LANG_LINT_REGEX_H

#include <stddef.h>

struct err;
struct rulebook;

/* Warn if the expression of criterion c of rule i has an unescaped dot before
 * a top-level domain, or can run into the match limit.  -1 with *e. */
int lint_regex(struct rulebook *b, size_t i, size_t c, struct err *e);

#endif
