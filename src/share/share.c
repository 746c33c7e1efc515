/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "share/share.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

#include <hiredis/hiredis.h>

#include "base/err.h"
#include "base/fdio.h"
#include "share/cluster.h"
#include "share/conn.h"
#include "share/face.h"
#include "share/node.h"
#include "share/question.h"
#include "share/sentinel.h"
#include "share/share_local.h"
#include "store/store.h"
#include "store/terms.h"

#define TICK_MS 20 /* at which questions are looked at for their time */

size_t
share_key(const struct share *s, const void *key, size_t len, char *out)
{
	memcpy(out, s->prefix, s->prefix_len);
	memcpy(out + s->prefix_len, key, len);
	return s->prefix_len + len;
}

struct question *
share_question(struct share *s,
    void (*told)(struct question *q, const struct redisReply *r), void *arg)
{
	struct question *q = calloc(1, sizeof(*q));

	if (q == NULL)
		return NULL;
	q->place.of = q;
	q->share = s;
	q->script = SCRIPT_NONE;
	q->told = told;
	q->arg = arg;
	return q;
}

/* Have those go whose answer is late, and with them their server. */
static void
on_tick(uv_timer_t *timer)
{
	struct share *s = timer->data;
	const int64_t now_ms = fd_now_ms();
	struct question *q, *before = NULL;

	while ((q = row_first(&s->asked)) != NULL && q != before &&
	    now_ms - q->since_ms >= NODE_ANSWER_MS) {
		before = q;
		node_away(q->node, "no answer in time");
	}
	if (row_first(&s->asked) == NULL)
		(void)uv_timer_stop(timer);
}

bool
share_ask_at(struct share *s, struct node *n, struct question *q)
{
	if (s->ending || !node_ask(n, q))
		return false;
	if (q->since_ms == 0)
		q->since_ms = fd_now_ms();
	q->since_us = fd_now_us();
	row_add(&s->asked, &q->place);
	if (!uv_is_active((uv_handle_t *)&s->timer))
		(void)uv_timer_start(&s->timer, on_tick, TICK_MS, TICK_MS);
	return true;
}

bool
share_ask(struct share *s, struct question *q)
{
	return s->nodes > 0 && share_ask_at(s, cluster_node(s, q->key,
	    q->key_len), q);
}

/* Whether an error says where, or how, to ask: nothing against its server. */
static bool
is_hint(const char *error)
{
	struct slots_redirect to;

	return strncmp(error, "NOSCRIPT", 8) == 0 ||
	    slots_redirect_read(&to, error);
}

/* Ask again, where and how the error says.  False: it says nothing, or nobody
 * wants to know. */
static bool
ask_again(struct question *q, const char *error)
{
	if (q->told == NULL || q->hops++ == SHARE_HOPS)
		return false;
	if (strncmp(error, "NOSCRIPT", 8) == 0) {
		q->body = true;
		return share_ask_at(q->share, q->node, q);
	}
	return cluster_follow(q, error);
}

void
share_answer(struct question *q, const struct redisReply *r)
{
	struct share_counts *c = &q->share->counts;

	row_remove(&q->place);
	if (r != NULL && r->type == REDIS_REPLY_ERROR) {
		if (ask_again(q, r->str))
			return;
		if (!is_hint(r->str))
			node_away(q->node, r->str);
		r = NULL;
	}
	if (r == NULL) {
		c->errors++;
	} else {
		c->answers++;
		c->answers_us += (uint64_t)(fd_now_us() - q->since_us);
	}
	if (q->told != NULL)
		q->told(q, r);
	share_settle(q->share);
	free(q);
}

/* One line, and not each time: a server may come and go. */
static void
tell_node(const struct node *n, struct seldom *when, const char *what,
    const char *why)
{
	const struct share *s = n->share;
	char line[512];

	if (!seldom_may(when, (uint64_t)fd_now_ms()))
		return;
	(void)snprintf(line, sizeof(line), "the store at %s port %u %s%s%s",
	    n->at.name, n->at.port, what, why[0] != '\0' ? ": " : "", why);
	s->tell(s->arg, line);
}

void
share_tell_away(struct node *n, const char *why)
{
	tell_node(n, &n->share->away, "is not there, and clients are judged "
	    "without it", why);
}

void
share_tell_up(struct node *n)
{
	n->share->counts.up = true;
	tell_node(n, &n->share->up, "is there", "");
}

void
share_node_lost(struct node *n)
{
	struct share *s = n->share;

	if (n != s->node[0]) {
		cluster_look(s);
		return;
	}
	s->counts.up = false;
	if (s->place.sentinel)
		sentinel_next(s->sentinel);
	else if (s->slot == NULL && s->place.hosts > 1)
		n->at = s->place.host[++s->host % s->place.hosts];
	else
		cluster_look(s);
}

struct node *
share_node_at(struct share *s, const char *host, unsigned port)
{
	struct node *n;
	size_t i;

	for (i = 0; i < s->nodes; i++)
		if (s->node[i]->at.port == port &&
		    strcmp(s->node[i]->at.name, host) == 0)
			return s->node[i];
	if (s->nodes == SHARE_NODES || strlen(host) >= sizeof(n->at.name) ||
	    (n = calloc(1, sizeof(*n))) == NULL)
		return NULL;
	n->share = s;
	(void)snprintf(n->at.name, sizeof(n->at.name), "%s", host);
	n->at.port = port;
	s->node[s->nodes++] = n;
	node_begin(n);
	return n;
}

void
share_node_gone(struct node *n)
{
	free(n);
}

struct share *
share_new(const struct share_options *o, struct err *e)
{
	struct share *s = calloc(1, sizeof(*s));

	if (s == NULL || (o->secret != NULL &&
	    (s->secret = strdup(o->secret)) == NULL)) {
		(void)err_memory(e);
		share_free(s);
		return NULL;
	}
	s->place = *o->place;
	s->version = o->version;
	s->tell = o->tell;
	s->arg = o->arg;
	row_init(&s->asked);
	s->prefix_len = (size_t)snprintf(s->prefix, sizeof(s->prefix),
	    "dhf%u:", o->version);
	(void)snprintf(s->probe, sizeof(s->probe), "dhf%u.probe", o->version);
	(void)snprintf(s->news, sizeof(s->news), "dhf%u.news", o->version);
	(void)snprintf(s->db, sizeof(s->db), "%u", s->place.db);
	if (s->place.tls && !conn_has_tls())
		(void)err_perm(e, 0, "store: rediss:// needs hiredis_ssl, "
		    "which comes with hiredis 1.0, and this was built without "
		    "it");
	else if ((s->face = face_new(s, e)) != NULL &&
	    (!s->place.sentinel || (s->sentinel = sentinel_new(s, e)) !=
	    NULL))
		return s;
	share_free(s);
	return NULL;
}

void
share_start(struct share *s, uv_loop_t *loop)
{
	const struct storeplace_host *h = &s->place.host[0];

	s->loop = loop;
	s->started = true;
	(void)uv_timer_init(loop, &s->timer);
	s->timer.data = s;
	/* with a sentinel that one is asked first */
	if (share_node_at(s, h->name, h->port) == NULL)
		s->tell(s->arg, "no memory for the store");
}

struct store *
share_store(struct share *s)
{
	return s->face;
}

const struct share_counts *
share_counts(const struct share *s)
{
	return &s->counts;
}

void
share_settle(struct share *s)
{
	size_t i;

	if (!s->stopping || s->ending || s->deeds > 0 ||
	    row_first(&s->asked) != NULL)
		return;
	s->ending = true;
	for (i = 0; i < s->nodes; i++)
		node_end(s->node[i]);
	if (s->sentinel != NULL)
		sentinel_stop(s->sentinel);
	uv_close((uv_handle_t *)&s->timer, NULL);
}

void
share_stop(struct share *s)
{
	s->stopping = s->started;
	share_settle(s);
}

void
share_free(struct share *s)
{
	if (s == NULL)
		return;
	(void)store_close(s->face, 0, NULL);
	free(s->sentinel);
	free(s->slot);
	free(s->secret);
	free(s);
}
