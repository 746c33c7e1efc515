/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_RULE_PACKED_H
#define DHF_RULE_PACKED_H

#include <stddef.h>

struct err;

/*
 * packed - values as bytes of a record: written into bounded room, read
 * within their bounds
 */
struct packed {
	unsigned char *data; /* borrowed */
	size_t len, max;     /* bytes written, bytes there are */
};

/* Append len bytes.  -1 and ERR_PERM if there is no room. */
int packed_add(struct packed *p, const void *data, size_t len, struct err *e);

/* What is still to be read. */
struct packed_cursor {
	const unsigned char *at; /* borrowed */
	size_t left;             /* bytes */
};

/* The next len bytes, and step behind them; NULL, and nothing done, if there
 * are fewer. */
const unsigned char *packed_take(struct packed_cursor *c, size_t len);

#endif
