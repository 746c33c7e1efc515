/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_COUNTING_H
#define DHF_SERVE_COUNTING_H

#include <stddef.h>
#include <sys/types.h>
#include <uv.h>

#include "base/bind_path.h"
#include "rule/listen.h"

struct callers;
struct counts;
struct err;

/*
 * counting - where filters tell what became of a client, in a datagram
 *
 * Beside each socket of "listen filter PATH" one at PATH and COUNTLINE_SUFFIX,
 * of the same owner and mode.  What does not fit into the kernel's queue is
 * lost: nobody waits for a number.
 */
#define COUNTING_PLACES 4

struct counting {
	struct counts *counts;   /* set by the caller, as the next; borrowed */
	const struct callers *callers; /* who may tell */
	struct {
		char path[LISTEN_PATH_SIZE];
		int fd; /* owned */
		uv_poll_t poll;
	} place[COUNTING_PLACES];
	size_t len, open;
};

/* Bind one for each filter of the setting listen.  -1 with *e as bind_path, and
 * none is bound. */
int counting_bind(struct counting *c, const char *setting,
    const struct bind_owner *owner, struct err *e);

/* Read them. */
void counting_start(struct counting *c, uv_loop_t *loop);

/* End, and take them away, as far as we may.  May be repeated. */
void counting_stop(struct counting *c);

#endif
