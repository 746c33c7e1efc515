/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "share/cluster.h"

#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

#include <hiredis/hiredis.h>

#include "share/conn.h"
#include "share/node.h"
#include "share/question.h"
#include "share/share_local.h"
#include "share/slots.h"

struct node *
cluster_node(struct share *s, const void *key, size_t len)
{
	return s->node[s->slot != NULL ? s->slot[slots_of(key, len)] : 0];
}

/* The number of a node. */
static uint8_t
number_of(const struct share *s, const struct node *n)
{
	size_t i;

	for (i = 0; i + 1 < s->nodes && s->node[i] != n; i++)
		;
	return (uint8_t)i;
}

/* Integer i of an answer; -1: there is none. */
static long long
integer_at(const struct redisReply *r, size_t i)
{
	return i < r->elements && r->element[i]->type == REDIS_REPLY_INTEGER ?
	    r->element[i]->integer : -1;
}

/* Take a row: first slot, last slot, the server that has them, copies. */
static void
take_row(struct share *s, const struct node *asked, const struct redisReply *r)
{
	const long long first = integer_at(r, 0), last = integer_at(r, 1);
	const struct redisReply *at;
	const char *host;
	struct node *n;
	long long port;

	if (r->elements < 3 || first < 0 || last < first || last >= SLOTS)
		return;
	at = r->element[2];
	port = at->type == REDIS_REPLY_ARRAY ? integer_at(at, 1) : -1;
	if (port < 1 || port > 65535)
		return;
	/* without a host it is the one that was asked */
	host = at->element[0]->type == REDIS_REPLY_STRING &&
	    at->element[0]->len > 0 ? at->element[0]->str : asked->at.name;
	if ((n = share_node_at(s, host, (unsigned)port)) != NULL)
		memset(s->slot + first, number_of(s, n),
		    (size_t)(last - first) + 1);
}

/* Who has what. */
static void
on_slots(void *arg, const struct redisReply *r)
{
	const struct node *n = arg;
	struct share *s = n->share;
	size_t i;

	s->looking = false;
	if (r == NULL || r->type != REDIS_REPLY_ARRAY || s->ending)
		return;
	for (i = 0; i < r->elements; i++)
		if (r->element[i]->type == REDIS_REPLY_ARRAY)
			take_row(s, n, r->element[i]);
}

void
cluster_look(struct share *s)
{
	static const char *const word[] = { "CLUSTER", "SLOTS" };
	static const size_t len[] = { 7, 5 };
	static const struct conn_words words = { 2, word, len };
	size_t i;

	for (i = 0; i < s->nodes && s->slot != NULL && !s->looking; i++)
		if (s->node[i]->state == NODE_UP)
			s->looking = conn_ask(s->node[i]->conn, &words,
			    on_slots, s->node[i]);
}

bool
cluster_follow(struct question *q, const char *error)
{
	static const char *const word[] = { "ASKING" };
	static const size_t len[] = { 6 };
	static const struct conn_words asking = { 1, word, len };
	struct share *s = q->share;
	struct slots_redirect to;
	struct node *n;

	if (!slots_redirect_read(&to, error) || s->ending ||
	    (n = share_node_at(s, to.host[0] != '\0' ? to.host :
	    q->node->at.name, to.port)) == NULL)
		return false;
	if (s->slot == NULL && (s->slot = calloc(SLOTS, 1)) == NULL)
		return false;
	if (!to.ask) {
		s->slot[to.slot] = number_of(s, n);
		cluster_look(s);
	} else if (n->conn == NULL || !conn_ask(n->conn, &asking, NULL,
	    NULL)) {
		return false;
	}
	return share_ask_at(s, n, q);
}
