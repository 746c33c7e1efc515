/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_RULE_CLASSES_H
#define DHF_RULE_CLASSES_H

#include <stdbool.h>
#include <stdint.h>

#include "name/class.h"
#include "rule/packed.h"

struct buf;
struct err;

/*
 * classes - the value of @class: "CLASS[:CONFIDENCE]"
 *
 * In an image: of each the number in enum class_kind (8 bits) and the
 * confidence in thousandths (16).
 */
struct class_least {
	enum class_kind kind;
	int32_t milli; /* the least confidence that counts, 0 to 1000 */
};

/* Append one.  -1 and ERR_PERM if it does not read. */
int classes_add(struct packed *out, const char *text, struct err *e);

/* The next one.  False at the end, and where the bytes are none: then
 * something is left. */
bool classes_next(struct packed_cursor *at, struct class_least *out);

/* Append them as text. */
void classes_format(struct buf *out, struct packed_cursor at);

#endif
