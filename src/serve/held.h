/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_HELD_H
#define DHF_SERVE_HELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ip.h"
#include "serve/held_terms.h"
#include "serve/talk.h"
#include "smtp/envelope.h"

struct err;
struct said;
struct uv_loop_s; /* uv_loop_t */

/*
 * held - the refused clients that filters have handed over, in one loop
 *
 * Each hears what smtp/refusal.h would say to it.  For one thread, that of the
 * loop.
 */
struct held_pool;

/* May change while clients are held: those stay as they are. */
struct held_limits {
	unsigned clients;        /* at once */
	unsigned per_address;    /* of them of one IPv4 address or IPv6 /64 */
	unsigned tarpit_s;       /* see serve/talk.h; 0: no tarpit */
	unsigned tarpit_clients; /* at once; the others do not wait */
};

/* What became of one; borrowed until the callback returns. */
struct held_end {
	const struct ip *ip;
	const char *domain;
	bool note;
	bool pregreet; /* it talked before we did */
	bool tarpit;   /* it was kept waiting */
	enum talk_end end;
	unsigned commands;               /* lines that it sent */
	const struct envelope *envelope; /* what it named */
	const struct said *said; /* NULL: it was not asked about */
	unsigned refused;        /* recipients that were */
	int64_t held_ms;                 /* how long it was here */
};

struct held_ask;

struct held_calls {
	void *arg;
	/* A client has named a recipient: serve/held_ask.h; NULL if none of
	 * them asks.  Returns what is waited for, or NULL if it has been
	 * answered. */
	void *(*ask)(void *arg, const struct held_ask *what);
	/* Nobody waits for that any more.  False: somebody else speaks to the
	 * client now. */
	bool (*ask_end)(void *arg, void *question);
	/* One is gone.  May call held_room and held_count, nothing else. */
	void (*on_end)(void *arg, const struct held_end *end);
	/* After held_stop: all are gone.  May call held_free. */
	void (*on_empty)(void *arg);
};

struct held_count {
	size_t clients; /* held now */
	size_t tarpit;  /* of them kept waiting */
};

enum held_room {
	HELD_ROOM,
	HELD_FULL,         /* of clients, or out of memory */
	HELD_FULL_ADDRESS, /* of clients of this address */
	HELD_STOPPING
};

/* Set *pool to one without clients, on a loop that outlives it.  Returns 0,
 * or -1 with *e ERR_TEMP and *pool unchanged. */
int held_init(struct held_pool **pool, struct uv_loop_s *loop,
    const struct held_limits *limits, const struct held_calls *calls,
    struct err *e);

/* Other limits from now on. */
void held_limit(struct held_pool *pool, const struct held_limits *limits);

/* Whether there is room for one more of this address. */
enum held_room held_room(const struct held_pool *pool, const struct ip *ip);

struct held_count held_count(const struct held_pool *pool);

/* Hold the client on fd, a connected stream socket that becomes non-blocking
 * and belongs to the pool from now on, whatever the answer: HELD_ROOM, or
 * why it was told 421 at once and closed.  To be called by whoever has the
 * client, and nobody else may speak to it any more. */
enum held_room held_take(struct held_pool *pool, int fd,
    const struct held_client *client);

/* Tell all 421; nobody is held longer than two seconds from now, and none is
 * taken any more.  Calls on_empty when all are gone, which may be before this
 * returns. */
void held_stop(struct held_pool *pool);

/* Release a pool that is empty, or NULL. */
void held_free(struct held_pool *pool);

#endif
