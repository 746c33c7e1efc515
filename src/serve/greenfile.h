/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_GREENFILE_H
#define DHF_SERVE_GREENFILE_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "serve/autogreen.h"
#include "serve/writer.h"

struct err;
struct tell;

/*
 * greenfile - the file of the setting greylist_autogreen, kept up to date
 *
 * Written in a thread, a while after something was added, and once a day, so
 * that those who stay away go.
 */
#define GREENFILE_WRITE_MS 2000

struct greenfile {
	struct autogreen green;
	struct writer writer; /* path "": there is no such file */
	uv_timer_t timer;
	int64_t keep_s;       /* how long they stay; may be changed */
	bool changed;         /* since it was written */
};

/* Read the file, or make it, so that an import finds it; "": there is none to
 * be.  The path is borrowed.  -1 with *e: ERR_PERM if it is somebody else's or
 * can't be, ERR_TEMP. */
int greenfile_open(struct greenfile *g, const char *path, int64_t keep_s,
    int64_t now_s, struct tell *tell, struct err *e);

/* Keep it up to date. */
void greenfile_start(struct greenfile *g, uv_loop_t *loop);

/* Note that an address has come back, known by its first bits bits. */
void greenfile_add(struct greenfile *g, const struct ip *ip, unsigned bits,
    int64_t now_s);

/* Stop that. */
void greenfile_stop(struct greenfile *g);

/* When the loop has ended: write what was not, and release all. */
void greenfile_close(struct greenfile *g, int64_t now_s);

#endif
