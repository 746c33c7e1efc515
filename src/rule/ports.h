/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_RULE_PORTS_H
#define DHF_RULE_PORTS_H

#include <stdbool.h>

#include "rule/packed.h"

struct buf;
struct err;

/*
 * ports - the value of @port: "PORT" or "FIRST-LAST"
 *
 * In an image: the first and the last of each (16 bits each).
 */

/* Append one.  -1 and ERR_PERM if it does not read. */
int ports_add(struct packed *out, const char *text, struct err *e);

/* The next one, *first to *last.  False at the end, and where the bytes are
 * none: then something is left. */
bool ports_next(struct packed_cursor *at, unsigned *first, unsigned *last);

/* Append them as text. */
void ports_format(struct buf *out, struct packed_cursor at);

#endif
