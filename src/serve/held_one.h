/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_HELD_ONE_H
#define DHF_SERVE_HELD_ONE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#include "base/ip.h"
#include "serve/held_terms.h"
#include "serve/talk.h"
#include "smtp/envelope.h"

struct held_pool;

/*
 * held_one - a client that is held, with all that it brings, for held.c
 */

/* What it borrows stands behind it: what it says, if that is kept, and then
 * texts. */
struct held_one {
	uv_poll_t poll;   /* both have data: this, and are closed ... */
	uv_timer_t timer; /* ... one after the other */
	struct held_pool *pool;
	struct held_one *before, *after;
	struct ip ip;
	const char *domain;
	const void *more; /* see held_client */
	size_t more_len;
	bool note, tarpit;
	bool asking;      /* who asks goes on by himself */
	void *question;   /* that an answer is waited for, or NULL */
	unsigned refused; /* recipients */
	int watched;      /* events of poll */
	int64_t from_ms;
	struct envelope envelope;
	struct talk talk;
};

/* A client on fd, without a loop or a pool; free(3) releases it.  NULL if
 * there is no memory. */
struct held_one *held_one_new(int fd, const struct held_client *c);

#endif
