/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SHARE_SHARE_LOCAL_H
#define DHF_SHARE_SHARE_LOCAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#include "base/row.h"
#include "base/seldom.h"
#include "rule/storeplace.h"
#include "share/script.h"
#include "share/share_terms.h"
#include "share/slots.h"

struct draft;
struct node;
struct question;
struct redisReply;
struct sentinel;
struct store;

/*
 * share_local - a shared store from inside, for the other files of the room
 */
#define SHARE_NODES 64 /* of a cluster; what a 65th has is not known */

/* A server that moves a key on tells where; after so many it is given up. */
#define SHARE_HOPS 5

struct share {
	uv_loop_t *loop;         /* borrowed */
	struct storeplace place;
	char *secret;            /* owned; NULL: none */
	void (*tell)(void *arg, const char *line);
	void *arg;
	unsigned version;        /* of records */
	char prefix[16], probe[32], news[32], db[8];
	size_t prefix_len;
	char sha[SCRIPTS][SCRIPT_SHA];
	struct store *face;      /* owned: what a deed sees */
	struct draft *current;   /* of the deed that runs; NULL: none */
	struct row asked;        /* questions under way */
	uv_timer_t timer;        /* of these */
	struct node *node[SHARE_NODES]; /* owned; the first is the place's */
	size_t nodes, host;      /* number in place of the first */
	uint8_t *slot;           /* owned: node of a slot; NULL: no cluster */
	bool looking;            /* for who has the slots */
	size_t deeds;            /* under way */
	bool started, stopping, ending; /* when what is under way is done */
	struct sentinel *sentinel; /* owned; NULL: none */
	struct seldom away, up, damaged; /* lines */
	struct share_counts counts;
};

/* Ask about q->key, or *n, which is not NULL.  False: that can't be asked, and
 * told is not called. */
bool share_ask(struct share *s, struct question *q);
bool share_ask_at(struct share *s, struct node *n, struct question *q);

/* A question of share_ask, of calloc; its told frees nothing. */
struct question *share_question(struct share *s,
    void (*told)(struct question *q, const struct redisReply *r), void *arg);

/* An answer has come; of a node. */
void share_answer(struct question *q, const struct redisReply *r);

/* Something that was under way is done: if it was the last after share_stop,
 * end. */
void share_settle(struct share *s);

/* A node says that it is away, or up again; has gone away; is released. */
void share_tell_away(struct node *n, const char *why);
void share_tell_up(struct node *n);
void share_node_lost(struct node *n);
void share_node_gone(struct node *n);

/* The node at an address, which is made if need be; NULL: there is no room. */
struct node *share_node_at(struct share *s, const char *host, unsigned port);

/* What stands in front of a store's key, as the server has it: written to out,
 * QUESTION_KEY octets.  Returns the length. */
size_t share_key(const struct share *s, const void *key, size_t len,
    char *out);

#endif
