/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_FLOW_H
#define DHF_SERVE_FLOW_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/*
 * flow - bytes that come and go on a socket that never waits
 *
 * What has come is worked on in one room for all connections; only what is left
 * of it is kept for each, so that a connection that says nothing costs next to
 * nothing.  All bytes zero but for fd is the beginning.
 */
struct flow {
	int fd;
	struct buf rest; /* what came, and is not done */
	struct buf out;  /* what was said, and is not taken */
};

enum flow_answer {
	FLOW_MORE, /* more may be there */
	FLOW_ALL,  /* that was all, for now */
	FLOW_GONE  /* the other end is, or memory ran out */
};

/* Whether an errno of recv(2) or send(2) says that there is nothing just now,
 * or no room. */
bool flow_waits(int error);

/* Put what is left to the begin of the room, which has space for it, and its
 * length to *len. */
void flow_load(const struct flow *f, char *room, size_t *len);

/* Read behind *len bytes of a room of size bytes. */
enum flow_answer flow_read(const struct flow *f, char *room, size_t *len,
    size_t size);

/* Keep what is left, len bytes at the begin of the room.  False if memory ran
 * out. */
bool flow_keep(struct flow *f, const char *room, size_t len);

/* Say something, and what waits before it.  False if the other end is gone, or
 * memory ran out. */
bool flow_say(struct flow *f, const char *text, size_t len);

/* Close the socket, and release the rest. */
void flow_close(struct flow *f);

#endif
