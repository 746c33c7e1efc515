/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BOOK_CRITERION_MAKE_H
#define DHF_BOOK_CRITERION_MAKE_H

#include <stdbool.h>

#include "book/diag.h"
#include "rule/criterion.h"

struct err;
struct rulebook;

/*
 * criterion_make - what a rule asks of a client, made from text
 *
 * The parts that the rule language (lang/criterion_parse.h) and the import
 * formats share.  Each sets all of *out but negated; its value is owned by the
 * book, whose diag hears what is wrong at *at.
 */
/* Make a CRITERION_REGEX of an expression. */
enum parse_answer criterion_make_regex(struct criterion *out,
    struct rulebook *b, const char *text, const struct place *at,
    struct err *e);

/* Make one of another kind, whose value is "~" and an expression, as text
 * is. */
enum parse_answer criterion_make_search(struct criterion *out,
    struct rulebook *b, enum criterion_kind kind, const char *text,
    const struct place *at, struct err *e);

/* Make a CRITERION_IP that people will read as text, and that has no address
 * yet. */
enum parse_answer criterion_make_set(struct criterion *out, struct rulebook *b,
    const char *text, struct err *e);

/* Add "address", "address/bits" or, if range is true, "address-address" to
 * it. */
enum parse_answer criterion_make_network(const struct criterion *out,
    struct rulebook *b, const char *text, bool range, const struct place *at,
    struct err *e);

/* Make one of another kind with a value of one domain. */
enum parse_answer criterion_make_domain(struct criterion *out,
    struct rulebook *b, enum criterion_kind kind, const char *name,
    const struct place *at, struct err *e);

/* Make a CRITERION_NAME that every name is below. */
enum parse_answer criterion_make_root(struct criterion *out,
    struct rulebook *b, struct err *e);

/* Make one of another kind; text has alternatives between commas, as
 * rule/value.h reads them. */
enum parse_answer criterion_make_value(struct criterion *out,
    struct rulebook *b, enum criterion_kind kind, const char *text,
    const struct place *at, struct err *e);

#endif
