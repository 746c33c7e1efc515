/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "share/sentinel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

#include <hiredis/hiredis.h>

#include "base/err.h"
#include "base/num.h"
#include "share/conn.h"
#include "share/share_local.h"

struct sentinel {
	struct share *share;
	struct conn *conn; /* NULL: none */
	struct sentinel_call call; /* of who asked last */
	size_t host;       /* number of the next */
};

struct sentinel *
sentinel_new(struct share *s, struct err *e)
{
	struct sentinel *t = calloc(1, sizeof(*t));

	if (t == NULL)
		(void)err_memory(e);
	else
		t->share = s;
	return t;
}

void
sentinel_stop(struct sentinel *t)
{
	struct conn *c = t->conn;

	t->conn = NULL;
	if (c != NULL)
		conn_close(c);
}

void
sentinel_next(struct sentinel *t)
{
	sentinel_stop(t);
	t->host++;
}

static void
on_lost(void *arg, const char *why)
{
	struct sentinel *t = arg;

	(void)why;
	t->conn = NULL;
}

/* Where the server is: host and port. */
static void
on_place(void *arg, const struct redisReply *r)
{
	const struct sentinel *t = arg;
	unsigned port;
	struct err e;

	if (r == NULL)
		return;
	if (r->type == REDIS_REPLY_ARRAY && r->elements == 2 &&
	    r->element[0]->type == REDIS_REPLY_STRING &&
	    r->element[1]->type == REDIS_REPLY_STRING &&
	    num_unsigned(&port, r->element[1]->str, 65535, &e) == 0)
		t->call.told(t->call.arg, r->element[0]->str, port);
	else
		t->call.told(t->call.arg, NULL, 0);
}

void
sentinel_ask(struct sentinel *t, const struct sentinel_call *call)
{
	const struct storeplace *p = &t->share->place;
	const struct storeplace_host *h = &p->host[t->host % p->hosts];
	const struct conn_options o = { .ip = h->name, .port = h->port,
		.tls = p->tls, .name = h->name, .lost = on_lost, .arg = t };
	const char *const word[] = { "SENTINEL", "get-master-addr-by-name",
		p->name };
	const size_t len[] = { 8, 23, strlen(p->name) };
	const struct conn_words words = { 3, word, len };
	struct err e;

	t->call = *call;
	if (t->conn == NULL)
		t->conn = conn_open(t->share->loop, &o, &e);
	if (t->conn != NULL)
		(void)conn_ask(t->conn, &words, on_place, t);
}
