/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_LANG_IMPORT_H
#define DHF_LANG_IMPORT_H

#include "lang/diag.h"
#include "rule/rule.h"

struct criterion;
struct err;
struct rulebook;

/*
 * import - rule lists of other programs, without a hand edit
 *
 * An import is a closed list: where the other program would end its search
 * without a verdict (Postfix DUNNO, a plain allow), the walk goes on behind
 * the import.
 */
struct import {
	struct rulebook *book;
	const char *path;      /* borrowed from the arena */
	const char *name;      /* the file as named; borrowed */
	int action;            /* what refusals become; -1: as the file says */
	struct err *e;
};

/* Import the file at path, named in *at, in a format.  action is an enum
 * rule_action, or -1. */
enum parse_answer import_file(struct rulebook *b, const char *format,
    const char *path, int action, const struct place *at, struct err *e);

/* For the formats: a reply text as a template, from the arena: percent signs
 * stand for themselves, what is not printable becomes a blank.  NULL with
 * *im->e if memory ran out. */
const char *import_text(struct import *im, const char *text);

/* For the formats: append a rule with its criteria, which are copied. */
enum parse_answer import_add(struct import *im, struct rule *r,
    const struct criterion *crit, const struct place *at);

#endif
