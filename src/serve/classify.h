/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_CLASSIFY_H
#define DHF_SERVE_CLASSIFY_H

#include <stdbool.h>
#include <uv.h>

#include "dns/timing.h"
#include "policy/judge.h"
#include "policy/session.h"
#include "wire/dynawall.h"

struct deed;
struct err;
struct library;
struct rules;

/*
 * classify - verdicts for those who ask about a client, many under way at once
 *
 * The client's name comes from DNS, for as many clients as ask.  Who asks is
 * called when the verdict stands or dns_timeout is over, and mostly before
 * classify_ask has returned: names are kept.  New rules hold from the next
 * client on; one that was begun with the old rules ends with them.
 */
struct classify;
struct classify_client;

/* What came of it; borrowed by who is called, until he returns. */
struct classified {
	struct verdict *verdict; /* NULL: there is none; the next says why */
	const struct err *err;
	const struct judge *judge; /* its evidence, rules and notes */
	const char *state; /* what classify_go_on was told, or NULL */
};

struct classify_call {
	void (*done)(void *arg, const struct classified *what);
	void *arg;
	bool innocent; /* as if nothing was held against the client, and with
	                  all answers: whether a rule vouches is the question */
};

/* Who knows clients; each may be NULL.  They return the deed that is waited
 * for, or NULL if the answer has been given: by classify_held, and by
 * classify_go_on. */
struct classify_state {
	/* What is held against an address? */
	struct deed *(*offences)(void *arg, struct classify_client *k,
	    const struct ip *ip);
	/* A client is not let in, or grey: has that one to wait?  What is not
	 * to be applied becomes a pass. */
	struct deed *(*refused)(void *arg, struct classify_client *k,
	    struct verdict *v, const struct judge *j);
	void *arg;
	struct timing timing; /* of DNS, for what is used after this */
};

/* Make ready on a loop.  NULL with *e ERR_TEMP. */
struct classify *classify_new(uv_loop_t *loop, struct err *e);

/* Judge by these rules from now on, and hold them.  DNS is asked as they say;
 * if that is as before, what is known of names stays.  -1 with *e as
 * exchange_open, and all is as before. */
int classify_use(struct classify *c, struct rules *rules, struct err *e);

/* Whom to ask; *state is copied. */
void classify_use_state(struct classify *c,
    const struct classify_state *state);

/* The answers: what is held against the client, as judge_tell_offences has it;
 * and how many seconds one that is grey has to wait, 0: its verdict stands.
 * state: why, a note of the log (dhf(7)), static; NULL: there is none. */
void classify_held(struct classify_client *k, bool known, unsigned offences);
void classify_go_on(struct classify_client *k, const char *state,
    unsigned wait_s);

/* The rules of now, borrowed until classify_use; NULL while there are none. */
const struct library *classify_library(const struct classify *c);

/* Judge a client.  Returns NULL if call->done has been called, else what
 * classify_cancel takes until it is; *q is copied.  There are rules. */
struct classify_client *classify_ask(struct classify *c,
    const struct dynawall_question *q, const struct classify_call *call);

/* The same of a client of whom a mail server tells. */
struct classify_client *classify_session(struct classify *c,
    const struct session *s, const struct classify_call *call);

/* Nobody wants to know any more: done is not called. */
void classify_cancel(struct classify_client *k);

/* The answers of DNS that are kept; NULL if the rules ask for none.  Borrowed
 * until classify_use. */
struct cache *classify_names(struct classify *c);

/* End it; the loop has to go on until nothing is left in it.  All clients have
 * been cancelled or answered.  NULL is fine. */
void classify_free(struct classify *c);

#endif
