/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_MAIL_TRACE_H
#define DHF_MAIL_TRACE_H

#include <stdbool.h>

#include "base/buf.h"
#include "mail/header.h"

/*
 * trace - the Received fields of a header, gathered one after the other
 *
 * For each piece of a message (mail/header.h), and once with NULL at its end:
 *
 *	if (trace_is_whole(t, piece))
 *		look at t->line
 *	trace_add(t, piece)
 */

/* Longest that is looked at. */
#define TRACE_LINE_MAX 8192

/* All bytes zero is the beginning. */
struct trace {
	struct buf line; /* owned; what stands behind the colon */
	bool within;     /* a field is being gathered */
};

/* Whether a field ends before *piece. */
bool trace_is_whole(const struct trace *t, const struct header_piece *piece);

/* Gather *piece, if it is of such a field.  False if the field is too long, or
 * memory ran out: nothing of it is to be believed. */
bool trace_add(struct trace *t, const struct header_piece *piece);

/* Release what is owned.  May be repeated. */
void trace_free(struct trace *t);

#endif
