/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_WALL_H
#define DHF_SERVE_WALL_H

#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#include "rule/admit.h"
#include "wire/dynawall.h"

struct classified;
struct classify;
struct err;

/*
 * wall - DynaWall's end of its protocol: a line comes, a digit goes
 *
 * Whoever asks is answered, for an asker may take silence for "let it in": by
 * DYNAWALL_TROUBLE if the line does not read, is longer than WALLLINE_MAX, or
 * not there in time; if he may not ask; and if there is no room for
 * him.  Then the connection ends.  What came behind the line is read away for
 * WALL_DRAIN_MS, for a connection that is closed before all of it is read is
 * broken off, and with it the digit may be lost.
 */
#define WALL_LINE_MS  10000
#define WALL_DRAIN_MS 1000

struct wall_options {
	size_t clients;      /* at a time; of more the one that has been silent
	                        for longest has to go */
	unsigned line_ms;    /* how long a line may take; 0: WALL_LINE_MS */
	struct admit from;   /* who may ask over TCP */
	/* A verdict stands, or there is none.  May be NULL. */
	void (*decided)(void *arg, const struct classified *what);
	/* A client begins with a PROXY header, which is none of the lines that
	 * are read.  May be NULL. */
	void (*header)(void *arg, const struct ip *from);
	void *arg;
};

/* How often, never reset; and how many are there now. */
struct wall_counts {
	size_t clients;
	uint64_t digit[DYNAWALL_TROUBLE + 1]; /* all answers, the next too */
	uint64_t strangers; /* they may not ask */
	uint64_t wrong;     /* the line does not read, or is too long */
	uint64_t late;      /* it was not there in time, or somebody else
	                       needed the place */
};

struct wall;

/* Make ready on a loop; *opt is copied, the rest borrowed.  NULL with *e
 * ERR_TEMP. */
struct wall *wall_new(uv_loop_t *loop, struct classify *classify,
    const struct wall_options *opt, struct err *e);

/* Others may ask from now on, and are grey elsewhere. */
void wall_set(struct wall *w, const struct wall_options *opt);

/* A client has connected: fd, close-on-exec and without waiting, is ours.
 * from: where it is, NULL: on this machine, by a UNIX socket. */
void wall_come(struct wall *w, int fd, const struct ip *from);

/* Borrowed until wall_free. */
const struct wall_counts *wall_counts(const struct wall *w);

/* Answer all who are still there with DYNAWALL_TROUBLE, and end; the loop has
 * to go on until nothing is left in it.  NULL is fine. */
void wall_free(struct wall *w);

#endif
