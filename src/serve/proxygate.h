/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_PROXYGATE_H
#define DHF_SERVE_PROXYGATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#include "base/seldom.h"
#include "rule/admit.h"
#include "serve/guest.h"

struct tell;

/*
 * proxygate - who has come to a TCP socket, also through a balancer
 *
 * From an address whose headers are believed a PROXY header has to come first,
 * and then the client is where that says.  Nobody waits for anybody else.
 */
#define PROXYGATE_MS 5000    /* for a whole header */
#define PROXYGATE_WAITING 64 /* at a time; of more the first has to go */

/* Where a client has come to. */
struct proxygate_place {
	const char *name;  /* for the log */
	const char *sorry; /* said to whose header is none; "": nothing */
	/* A client, its descriptor the callee's to close.  from: where it is,
	 * until the callee returns; NULL: on this machine, by a UNIX socket. */
	void (*come)(void *arg, int fd, const struct ip *from);
	void *arg;
	/* Whether one whose headers are not believed has to speak first, so
	 * that it can be seen whether that is one.  NULL: nobody has to. */
	bool (*speaks)(void *arg, const struct ip *from);
	struct seldom told; /* the line of who sends no header, or may not */
};

struct proxygate {
	struct guests guests; /* their loop NULL: not begun */
	struct tell *tell; /* set by the caller, borrowed */
	struct admit from; /* set by the caller: whose headers are believed; of
	                      no network: nobody's */
	size_t count;      /* of guests */
};

/* Begin.  *g is all zero but for what the caller sets, and stays where it is
 * until proxygate_end and the loop are through. */
void proxygate_begin(struct proxygate *g, uv_loop_t *loop);

/* A client has connected: fd, close-on-exec and without waiting, is ours.
 * *place is borrowed until proxygate_end. */
void proxygate_come(struct proxygate *g, int fd,
    struct proxygate_place *place);

/* Somebody sends a header whose headers are not believed: tell the log, as
 * base/seldom.h has it. */
void proxygate_stranger(struct proxygate *g,
    struct proxygate_place *place, const struct ip *from);

/* Close whoever waits, and end. */
void proxygate_end(struct proxygate *g);

#endif
