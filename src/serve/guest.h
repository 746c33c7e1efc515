/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_GUEST_H
#define DHF_SERVE_GUEST_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "base/row.h"

/*
 * guest - one connection of many, what it is at, and since when
 *
 * Guests stand in rows by what they are at, in the order in which that began,
 * so that those whose time is over are the first.  A socket is watched from
 * the first time on that it has to be waited for: most are answered before.
 */
#define GUESTS_STAGES 4
#define GUESTS_TICK_MS 100

struct guests {
	uv_loop_t *loop;  /* borrowed */
	uv_timer_t timer; /* data: this */
	bool ticking;
	struct row row[GUESTS_STAGES];
	/* Set by the owner: a guest has something; and, ten times a second
	 * from when one came, time has passed: false if none is left. */
	void (*ready)(void *guest);
	bool (*tick)(void *arg);
	void *arg;        /* borrowed; for that */
};

/* The first member of what its owner allocates. */
struct guest {
	uv_poll_t poll; /* data: this */
	bool polled;    /* poll is a handle of the loop */
	int events;     /* that are watched for */
	unsigned stage; /* its row, when it is in one */
	int64_t since_ms;
	struct row place;
	struct guests *guests;
};

/* Make ready on a loop; the owner has set its own members.  The timer is the
 * owner's to close. */
void guests_init(struct guests *g, uv_loop_t *loop);

/* Let a guest, whose bytes are all zero, be one of *g. */
void guest_come(struct guest *k, struct guests *g);

/* It is at another stage from now on, or at the same anew. */
void guest_enter(struct guest *k, unsigned stage);

/* Watch its socket for these events, 0: for none.  False if that can't be. */
bool guest_watch(struct guest *k, int fd, int events);

/* It is one no more, and its socket, which is the owner's, not watched. */
void guest_leave(struct guest *k);

/* Free one that has left, when the loop lets it go. */
void guest_free(struct guest *k);

/* The first of a row, taken out, if it has been there for so long; or NULL. */
void *guests_due(struct guests *g, unsigned stage, int64_t patience_ms);

#endif
