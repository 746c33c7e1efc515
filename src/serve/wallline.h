/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_WALLLINE_H
#define DHF_SERVE_WALLLINE_H

#include <stdbool.h>
#include <stddef.h>

#include "wire/dynawall.h"

/*
 * wallline - the line of one who asks, as its pieces come
 *
 * All bytes zero is the beginning.
 */
#define WALLLINE_MAX 65536 /* bytes that are waited for */

struct wallline {
	size_t total; /* bytes of the line that came */
	bool more;    /* something came behind it */
	char text[DYNAWALL_LINE_SIZE]; /* its first bytes */
};

enum wallline_state {
	WALLLINE_PART,  /* more has to come */
	WALLLINE_WHOLE,
	WALLLINE_LONG   /* no line is as long */
};

/* Take a piece of len bytes; nothing behind a line that is whole. */
enum wallline_state wallline_take(struct wallline *l, const char *data,
    size_t len);

/* What it asks: of a line that is whole, or ends because nothing more comes.
 * False if it does not read. */
bool wallline_read(struct dynawall_question *q, const struct wallline *l);

#endif
