/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_LAB_LISTCHECK_H
#define DHF_LAB_LISTCHECK_H

#include <stdio.h>

struct err;
struct ruleset;

/*
 * listcheck - do the lists that the rules name work?  RFC 5782 section 5
 */

/* Ask every list of every rule, each once, for its test points, and print a
 * line for each as dhf-test(1) has it, LISTS; if there is none, one to notes.
 * The rules are begun.  Returns 0 if all are fine, 1 if not, or -1 with *e as
 * ruleset_next or resolver_open, or ERR_TEMP if memory ran out; nothing is
 * printed then. */
int listcheck_run(FILE *out, FILE *notes, struct ruleset *rules, struct err *e);

#endif
