/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_METRICS_H
#define DHF_SERVE_METRICS_H

#include <stdint.h>
#include <uv.h>

#include "rule/admit.h"

struct MHD_Daemon;
struct buf;
struct err;
struct tell;

/*
 * metrics - "GET /metrics" over HTTP, and nothing else
 *
 * libmicrohttpd speaks HTTP, on clients that we accept and in our loop: by its
 * own epoll(7) descriptor, so on Linux only.  METRICS_CLIENTS at a time, each
 * for METRICS_S without a word.
 */
#define METRICS_CLIENTS 16
#define METRICS_S 10
#define METRICS_MEMORY 16384 /* for what one client asks */

struct metrics {
	uv_loop_t *loop;   /* set by the caller, as the next four */
	struct tell *tell; /* borrowed */
	struct admit from; /* who may ask */
	void (*write)(void *arg, struct buf *out); /* append the text */
	void *arg;
	struct MHD_Daemon *http; /* owned; NULL: not begun */
	uv_poll_t poll;
	uv_timer_t timer;
	uint64_t asked, strangers;
};

/* Begin.  -1 with *e: ERR_TEMP, no memory or descriptors; ERR_PERM, this system
 * has no epoll. */
int metrics_begin(struct metrics *m, struct err *e);

/* A client has connected: fd, without waiting, is ours; from: where it is,
 * NULL: on this machine. */
void metrics_come(struct metrics *m, int fd, const struct ip *from);

/* Hang up, and end. */
void metrics_end(struct metrics *m);

#endif
