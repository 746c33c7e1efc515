/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_IMPORT_IMPORT_H
#define DHF_IMPORT_IMPORT_H

#include <stdbool.h>

#include "book/diag.h"
#include "rule/rule.h"

struct criterion;
struct err;
struct rulebook;
struct source;

/*
 * import - rule lists of other programs, without a hand edit
 *
 * An import is a closed list: where the other program would end its search
 * without a verdict (Postfix DUNNO, a plain allow), the walk goes on behind
 * the import.
 *
 * A format tells what it does not understand of a line by diag_error and goes
 * on with the next line as if that one were not there: this is all it has to
 * do for the option skip.  What is no matter of a line, such as an if without
 * endif, it tells after diag_skip_end.
 */
struct import_options {
	bool skip;  /* lines that can't be read are left out, with a warning */
	bool empty; /* a list of networks may have no address */
	bool all;   /* a list of networks may have everybody's */
};

struct import {
	struct rulebook *book;
	const char *path;      /* borrowed from the arena */
	const char *name;      /* the file as named; borrowed */
	int action;            /* an enum rule_action that refusals become; -1:
	                          as the file says */
	struct import_options options;
	struct place at;       /* where the import is named */
	struct err *e;
};

/* Open the file.  PARSE_WRONG if it can't be read. */
enum parse_answer import_open(struct import *im, struct source *s);

/* A reply text as a template, from the arena: percent signs
 * stand for themselves, what is not printable becomes a blank.  NULL with
 * *im->e if memory ran out. */
const char *import_text(struct import *im, const char *text);

/* Begin a rule of one criterion that stands as text on a line, with the action
 * of the import or else this one.  -1 with *im->e if memory ran out. */
int import_begin(struct rule *out, struct import *im,
    enum rule_action otherwise, const char *text);

/* Append a rule with its criteria, which are copied. */
enum parse_answer import_add(struct import *im, struct rule *r,
    const struct criterion *crit, const struct place *at);

#endif
