/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_RULE_VALUE_H
#define DHF_RULE_VALUE_H

#include <stdbool.h>

#include "rule/criterion.h"

struct buf;
struct err;

/*
 * value - the values of criteria, each in the form of its kind
 *
 * One text, one value: what value_text writes, value_add reads as the same
 * bytes.
 */

/* Append one alternative of a value, len bytes of text, to *out, which has
 * those before it.  -1 and ERR_PERM if it does not read, with words that tell
 * the mend.  Of kinds whose form says NUL-terminated nothing reads: they are
 * made with a book. */
int value_add(struct packed *out, enum criterion_kind kind, const char *text,
    size_t len, struct err *e);

/* Whether the bytes of a value are one of its kind. */
bool value_is_sound(const struct criterion *c);

/* Write the value as text; borrowed from *room until its next use.  "" if
 * there is none, or memory ran out. */
const char *value_text(struct buf *room, const struct criterion *c);

#endif
