/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_WRITER_H
#define DHF_SERVE_WRITER_H

#include <stdbool.h>
#include <uv.h>

#include "base/buf.h"
#include "base/err.h"

struct tell;

/*
 * writer - a file of a daemon, written in a thread, whole or not at all
 */
struct writer {
	const char *path;  /* borrowed, like the next */
	struct tell *tell; /* what goes wrong, once until it goes well again */
	uv_work_t work;
	struct buf data;
	struct err err;
	bool busy;
	bool failed; /* last time */
};

/* Whether a file is being written. */
bool writer_is_busy(const struct writer *w);

/* Write *data, which is ours from now on and empty, to w->path.  Not while the
 * writer is busy. */
void writer_put(struct writer *w, uv_loop_t *loop, struct buf *data);

/* The same, waiting for it, for the end.  -1 with *e as replace_file. */
int writer_now(struct writer *w, struct buf *data, struct err *e);

#endif
