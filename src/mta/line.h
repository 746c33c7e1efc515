/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_MTA_LINE_H
#define DHF_MTA_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

#include "wire/letter.h"

/*
 * line - one connection to the daemon, over which letters go and come
 */
struct line;

/* Called on the loop; each may close the line. */
struct line_calls {
	void *arg;
	/* It stands, or can't be made. */
	void (*ready)(void *arg, bool well);
	/* A letter, borrowed until it returns.  False: it makes no sense. */
	bool (*letter)(void *arg, const struct letter *l);
	/* It is over; well: it was ended, and all that came was sound. */
	void (*lost)(void *arg, bool well);
};

/* Connect to the socket at path; *calls is copied, and not called from here.
 * NULL: there is no memory. */
struct line *line_open(uv_loop_t *loop, const char *path,
    const struct line_calls *calls);

bool line_is_ready(const struct line *l);

/* Write the bytes of a letter, which are copied.  False: there is no memory. */
bool line_write(struct line *l, const unsigned char *data, size_t len);

/* End it; nobody is called any more. */
void line_close(struct line *l);

#endif
