/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_DNS_PENDING_H
#define DHF_DNS_PENDING_H

#include "base/buckets.h"
#include "dns/cache.h"
#include "dns/fleet.h"
#include "dns/timing.h"

/*
 * pending - questions that many have, asked once, and answers that are kept
 *
 * What is under way already is not asked again, and of an answer that is kept
 * nobody is asked before its time is over.  What nobody knew is kept for
 * PENDING_UNKNOWN_S, so that a server that is away is not asked by everybody.
 */
#define PENDING_MAX 16384   /* under way at a time; more are DNS_UNKNOWN */
#define PENDING_UNKNOWN_S 2
#define PENDING_CACHE ((size_t)32 * 1024 * 1024) /* bytes, of 60,000 clients
                               with a name each some 20 million */

/* A question of one or more holders. */
struct pending {
	struct bucket_link link; /* while c-ares has it */
	struct question q;       /* its answer is for the holders to read */
	unsigned holders;
	bool under_way;          /* c-ares has it */
	uint64_t sent_us;        /* when it got it, if that is timed */
	struct pending_waiter *waiters;
	struct pending *next;    /* of those that are to be used again */
};

/* Who wants to know when the answer is there; the holder's own. */
struct pending_waiter {
	/* It is.  Nothing may be asked from in here. */
	void (*settled)(void *arg);
	void *arg;
	struct pending_waiter *next, **at; /* NULL: it does not wait */
};

struct pending_options {
	const char *servers; /* as fleet_open, like the next */
	unsigned timeout_ms;
	unsigned cache_s;    /* no answer is kept for longer */
	struct timing timing;
	/* As in struct socket_watch. */
	void (*events)(void *of, int fd, short events);
	void *of;
};

struct pendings {
	struct pending_options opt; /* servers is gone */
	struct fleet fleet;
	struct buckets table;
	struct cache *cache;
	size_t under_way;
	struct pending *spare; /* owned */
	size_t spares;
	unsigned char key[SIPHASH_KEY_SIZE];
};

/* Make ready.  Returns as fleet_open.  *out must stay where it is until
 * pendings_close. */
int pendings_open(struct pendings *out, const struct pending_options *opt,
    struct err *e);

/* Ask at now_ms, or find the answer: name is of question_name.  The answer is
 * waited for until deadline_ms at least.  NULL if memory ran out.  The caller
 * holds it until pending_drop. */
struct pending *pending_ask(struct pendings *ps, const char *name,
    enum dns_type type, int64_t now_ms, int64_t deadline_ms);

/* A question that is DNS_UNKNOWN because of why, static; else as above. */
struct pending *pending_unknown(struct pendings *ps, const char *name,
    enum dns_type type, const char *why);

/* Be told when the answer is there, which is still waited for.  pending_drop's
 * caller has to call pending_ignore first, which may be repeated. */
void pending_wait(struct pending *p, struct pending_waiter *w);
void pending_ignore(struct pending_waiter *w);

void pending_drop(struct pendings *ps, struct pending *p);

/* Close all; nobody may hold anything. */
void pendings_close(struct pendings *ps);

#endif
