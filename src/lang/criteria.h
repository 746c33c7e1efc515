/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_LANG_CRITERIA_H
#define DHF_LANG_CRITERIA_H

#include <stdbool.h>

#include "lang/diag.h"

struct criterion;
struct err;
struct rulebook;

/*
 * criteria - what a rule asks of a client, made from text
 *
 * The parts that the rule language (lang/kind.h) and the import formats
 * share.
 */

/* Make a CRITERION_REGEX of an expression that stands at *at. */
enum parse_answer criterion_regex(struct criterion *out, struct rulebook *b,
    const char *text, const struct place *at, struct err *e);

/* Make a CRITERION_IP, or add to it if out->set is not 0, of "address",
 * "address/bits" or, if range is true, "address-address". */
enum parse_answer criterion_network(struct criterion *out, struct rulebook *b,
    const char *text, bool range, const struct place *at, struct err *e);

/* The same of the file at path, an entry a line. */
enum parse_answer criterion_ipfile(struct criterion *out, struct rulebook *b,
    const char *path, const struct place *at, struct err *e);

/* Make a CRITERION_NAME or CRITERION_HOST of one name, which is checked, and
 * in place brought to lower case and rid of a dot at its end. */
enum parse_answer criterion_domain(struct criterion *out, struct rulebook *b,
    char *name, const struct place *at);

/* Check an alternative of a value of @dnsbl, @dnswl or @rhsbl: a list as
 * "ZONE", "ZONE/4" or "ZONE/6", "=" and an answer behind it or not, brought
 * into form in place, or a further answer of the list before it,
 * "ADDRESS[-ADDRESS]".  *answers tells whether that list had one, and then
 * whether this one has; false at first. */
enum parse_answer criterion_list(struct criterion *out, struct rulebook *b,
    char *value, bool *answers, const struct place *at);

#endif
