/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_MAIL_MARK_H
#define DHF_MAIL_MARK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "mail/header.h"
#include "mail/hop.h"
#include "mail/trace.h"

/*
 * mark - a message on its way through, which gets a header field of ours
 *
 * Fields of the same name that it came with are taken out.  All other bytes
 * stay as they are.  The field stands above all others, below the "From " line
 * of an mbox and below lines that continue nothing, and ends as the line below
 * it.
 *
 *	mark_begin
 *	mark_take	for what was read, and mark_end at its end
 *	mark_field	once, as soon as known is true: hop says then who handed
 *			the message over, if anybody can tell
 *	mark_free
 *
 * After each of the calls out is what is to be written; out.len = 0 then.
 */

/* What waits at most until known is true.  Servers write their lines on top,
 * so a header that is longer than this has none of theirs. */
#define MARK_HEAD_MAX 262144

struct mark {
	const char *name;     /* of the field; borrowed */
	struct hop hop;       /* its by may be set before mark_take */
	bool known;
	struct buf out;       /* owned; failed if memory ran out */
	struct buf head;      /* owned; what waits */
	struct trace trace;   /* a Received field that is too long is not
	                         clear */
	size_t top;           /* of head: the field goes behind them */
	bool said;            /* mark_field was called */
	bool dropped;         /* this field is not passed on */
	struct header header;
};

/* name is borrowed until mark_free. */
void mark_begin(struct mark *m, const char *name);

void mark_take(struct mark *m, const char *data, size_t len);

void mark_end(struct mark *m);

/* What the field says, one line without its end; NULL: no field. */
void mark_field(struct mark *m, const char *value);

/* All bytes zero is fine, too. */
void mark_free(struct mark *m);

#endif
