/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_DNS_EXCHANGE_H
#define DHF_DNS_EXCHANGE_H

#include <stdbool.h>
#include <stddef.h>

#include "dns/cache.h"
#include "dns/source.h"
#include "dns/timing.h"

struct err;

/*
 * exchange - DNS for many clients at once, none of whom waits
 *
 * Each client has a source of its own, with its own numbers of questions and
 * its own deadline, as if there were nobody else.  Behind them the same
 * question is asked once, and answers are kept for their time.  What resolver.h
 * says of names and answers holds here, too.  For processes of one thread.
 */
struct exchange;

struct exchange_options {
	const char *servers; /* as resolver_options */
	unsigned timeout_ms; /* of a client, from its first open question */
	unsigned cache_s;    /* no answer is kept for longer */
	struct timing timing;
};

/* Who looks after sockets and time: an event loop, or a test. */
struct exchange_loop {
	/* From now on call exchange_ready when fd is ready for these events,
	 * POLLIN and POLLOUT of poll(2); 0: never again, as before it is
	 * closed. */
	void (*watch)(void *of, int fd, short events);
	/* Call exchange_tick once, after ms. */
	void (*alarm)(void *of, unsigned ms);
	void *of;
};

/* Who wants to know about a client.  Neither is called while something is
 * asked, and both may ask, end this client and others, and begin new ones. */
struct exchange_call {
	/* At least one answer is new. */
	void (*news)(void *arg);
	/* Time is up: what is open is DNS_UNKNOWN now.  Called once, the last
	 * of all calls. */
	void (*late)(void *arg);
	void *arg;
};

/* Make ready to ask; *loop is copied.  Returns 0 and *out, to be ended with
 * exchange_close; or -1 with *out unchanged and *e as resolver_open. */
int exchange_open(struct exchange **out,
    const struct exchange_options *options, const struct exchange_loop *loop,
    struct err *e);

/* What exchange_loop is for. */
void exchange_ready(struct exchange *x, int fd, short events);
void exchange_tick(struct exchange *x);

/* A client that has asked nothing; *call is copied.  NULL if memory ran out.
 * To be ended with exchange_end, which may be done at any time. */
struct exchange_client *exchange_begin(struct exchange *x,
    const struct exchange_call *call);

/* The source of a client: borrowed until exchange_end. */
struct dns_source exchange_source(struct exchange_client *c);

/* Whether an answer is still to come, so that there will be a call. */
bool exchange_waits(const struct exchange_client *c);

void exchange_end(struct exchange_client *c); /* NULL is fine */

/* The answers that are kept, for who writes them down or knows some. */
struct cache *exchange_cache(struct exchange *x);

/* How many questions are under way. */
size_t exchange_open_questions(const struct exchange *x);

/* Close all sockets, free *x; NULL is fine.  All clients must have ended. */
void exchange_close(struct exchange *x);

#endif
