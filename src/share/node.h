/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SHARE_NODE_H
#define DHF_SHARE_NODE_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "rule/storeplace.h"
#include "share/script.h"

struct conn;
struct question;
struct redisReply;
struct share;

/*
 * node - one server: whether it is there, and what it is asked
 *
 * One that does not answer in time, or with an error, is away: nothing is asked
 * of it, so that nobody waits for it again, until NODE_RETRY_MS later it has
 * shown that it takes our password, our scripts and a record.
 */
#define NODE_ANSWER_MS 200 /* that an answer may take */
#define NODE_RETRY_MS 5000

enum node_state {
	NODE_NEW,     /* has not been tried yet */
	NODE_OPENING, /* is being greeted */
	NODE_UP,
	NODE_AWAY
};

struct node {
	struct share *share;
	struct storeplace_host at;
	enum node_state state;
	bool failed;       /* it was away since it was up last */
	struct conn *conn; /* NULL: none */
	unsigned greetings; /* answers that are to come */
	char why[160];     /* the first of them that is an error */
	uv_getaddrinfo_t look;
	bool looking;      /* for its address */
	bool ending, closed; /* nothing but the look-up uses it any more */
	uv_timer_t retry;
};

/* Begin with a server; the caller has filled share and at. */
void node_begin(struct node *n);

/* Ask; false: it is away. */
bool node_ask(struct node *n, struct question *q);

/* It can't be used: why.  What was asked is answered by nothing. */
void node_away(struct node *n, const char *why);

/* End with it; the loop has to go on until nothing is left in it. */
void node_end(struct node *n);

#endif
