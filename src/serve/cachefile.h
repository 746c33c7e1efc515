/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_CACHEFILE_H
#define DHF_SERVE_CACHEFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

#include "base/buf.h"
#include "serve/writer.h"

struct cache;
struct tell;

/*
 * cachefile - what DNS said, as a file that the next start reads
 *
 *	dhfd-cache 1
 *	lines of dns/cachetext.h
 *
 * Written some answers at a time, so that nobody waits for it.
 */
struct cachefile {
	struct writer writer; /* path and tell are borrowed */
	uv_timer_t timer;
	/* The cache as it is now, which may be another one each time; NULL:
	 * there is none. */
	struct cache *(*cache)(void *arg);
	void *arg;
	size_t at;       /* where in it */
	struct buf out;  /* what is gathered */
	bool gathering;
};

/* Put the answers of the file at path that still hold into c, none of them for
 * longer than cap_s.  Returns how many lines cannot be read and are passed
 * over, as is one without an end; 1 for a file that is no such one. */
unsigned cachefile_read(struct cache *c, const char *path, unsigned cap_s);

/* Make ready on a loop; the caller has filled writer.path, writer.tell, cache
 * and arg. */
void cachefile_start(struct cachefile *f, uv_loop_t *loop);

/* Write it, unless that is under way. */
void cachefile_write(struct cachefile *f);

/* Stop, and gather all that is there now. */
void cachefile_stop(struct cachefile *f);

/* When the loop has ended: write what was gathered. */
void cachefile_end(struct cachefile *f);

#endif
