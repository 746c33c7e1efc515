/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BUILD_COST_H
#define DHF_BUILD_COST_H

#include <stddef.h>
#include <stdio.h>

struct err;
struct regex_engine;
struct ruleset;

/*
 * cost - the rules whose expressions every client pays for
 *
 * The index finds a rule by a literal that its expression requires.  An
 * expression without one is tried for every name that has the digits, hyphens
 * and dots it asks for.
 */

/* More of them than this is worth a warning. */
#define COST_WARN 30

/* Print "file:line: note: ..." with the measured time for each such rule, and
 * count them to *n.  Returns 0, or -1 with *e if a rule can't be read. */
int cost_list(FILE *out, size_t *n, struct ruleset *rules,
    struct regex_engine *regex, struct err *e);

#endif
