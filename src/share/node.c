/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "share/node.h"

#include <netdb.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <hiredis/hiredis.h>

#include "base/err.h"
#include "base/ip.h"
#include "share/conn.h"
#include "share/question.h"
#include "share/sentinel.h"
#include "share/share_local.h"

static void
on_retry(uv_timer_t *timer)
{
	struct node *n = timer->data;

	if (n->state == NODE_OPENING)
		node_away(n, "no answer in time");
	else
		node_begin(n);
}

static void
timer_start(struct node *n, uint64_t ms)
{
	(void)uv_timer_start(&n->retry, on_retry, ms, 0);
}

void
node_away(struct node *n, const char *why)
{
	struct conn *c = n->conn;

	if (n->state == NODE_AWAY || n->ending)
		return;
	if (!n->failed)
		share_tell_away(n, why);
	n->failed = true;
	n->state = NODE_AWAY;
	n->conn = NULL;
	timer_start(n, NODE_RETRY_MS);
	share_node_lost(n);
	if (c != NULL)
		conn_close(c);
}

static void
on_lost(void *arg, const char *why)
{
	struct node *n = arg;

	n->conn = NULL;
	node_away(n, why);
}

/* All greetings have been answered, if well the server is there. */
static void
greeted(struct node *n)
{
	if (n->why[0] != '\0') {
		node_away(n, n->why);
		return;
	}
	n->state = NODE_UP;
	(void)uv_timer_stop(&n->retry);
	share_tell_up(n);
	n->failed = false;
}

/* One answer.  That a record has its place elsewhere is as good as any. */
static void
on_greeting(void *arg, const struct redisReply *r)
{
	struct node *n = arg;

	if (r == NULL || n->state != NODE_OPENING)
		return;
	if (r->type == REDIS_REPLY_ERROR && n->why[0] == '\0' &&
	    strncmp(r->str, "MOVED ", 6) != 0 &&
	    strncmp(r->str, "ASK ", 4) != 0)
		(void)snprintf(n->why, sizeof(n->why), "%s", r->str);
	if (--n->greetings == 0)
		greeted(n);
}

/* The server's name of a script: they are answered in their order, and the
 * probe behind them. */
static void
on_script(void *arg, const struct redisReply *r)
{
	struct node *n = arg;
	const size_t i = SCRIPTS + 1 - n->greetings;

	if (r != NULL && i < SCRIPTS && r->type == REDIS_REPLY_STRING &&
	    r->len == SCRIPT_SHA - 1)
		memcpy(n->share->sha[i], r->str, SCRIPT_SHA);
	on_greeting(arg, r);
}

static bool
greet(struct node *n, const char *const *word, int count,
    void (*told)(void *arg, const struct redisReply *r))
{
	size_t len[6];
	const struct conn_words words = { count, word, len };
	int i;

	for (i = 0; i < count; i++)
		len[i] = strlen(word[i]);
	n->greetings++;
	return conn_ask(n->conn, &words, told, n);
}

/* Say who we are, what we want to ask, and that we can write. */
static bool
greet_all(struct node *n)
{
	const struct share *s = n->share;
	const char *auth[3] = { "AUTH", s->place.user, s->secret };
	const bool user = s->place.user[0] != '\0';
	const char *select[2] = { "SELECT", s->db };
	const char *load[3] = { "SCRIPT", "LOAD", NULL };
	const char *probe[5] = { "SET", s->probe, "1", "PX", "1000" };
	enum script i;

	if (!user)
		auth[1] = s->secret;
	if ((s->secret != NULL && !greet(n, auth, user ? 3 : 2,
	    on_greeting)) ||
	    (s->place.db != 0 && !greet(n, select, 2, on_greeting)))
		return false;
	for (i = 0; i < SCRIPTS; i++) {
		load[2] = script_text(i);
		if (!greet(n, load, 3, on_script))
			return false;
	}
	return greet(n, probe, 5, on_greeting);
}

static void
open_at(struct node *n, const char *ip)
{
	const struct conn_options o = { .ip = ip, .port = n->at.port,
		.tls = n->share->place.tls, .name = n->at.name,
		.lost = on_lost, .arg = n };
	struct err e;

	n->why[0] = '\0';
	n->greetings = 0;
	if ((n->conn = conn_open(n->share->loop, &o, &e)) == NULL)
		node_away(n, e.msg);
	else if (!greet_all(n))
		node_away(n, "no memory");
}

static void
on_looked(uv_getaddrinfo_t *look, int status, struct addrinfo *found)
{
	struct node *n = look->data;
	char ip[INET6_ADDRSTRLEN] = "";

	n->looking = false;
	if (status == 0 && found != NULL)
		(void)getnameinfo(found->ai_addr, found->ai_addrlen, ip,
		    sizeof(ip), NULL, 0, NI_NUMERICHOST);
	uv_freeaddrinfo(found);
	if (n->closed) {
		share_node_gone(n);
		return;
	}
	if (n->ending || n->state != NODE_OPENING)
		return;
	if (ip[0] == '\0')
		node_away(n, status == 0 ? "no address" : uv_strerror(status));
	else
		open_at(n, ip);
}

/* Connect to n->at. */
static void
find(struct node *n)
{
	static const struct addrinfo hint = { .ai_socktype = SOCK_STREAM };
	struct ip ip;
	struct err e;

	if (ip_parse(&ip, n->at.name, &e) == 0) {
		open_at(n, n->at.name);
		return;
	}
	n->look.data = n;
	if (n->looking)
		return;
	n->looking = uv_getaddrinfo(n->share->loop, &n->look, on_looked,
	    n->at.name, NULL, &hint) == 0;
	if (!n->looking)
		node_away(n, "its name can't be looked up");
}

static void
on_place(void *arg, const char *host, unsigned port)
{
	struct node *n = arg;

	if (n->state != NODE_OPENING || n->conn != NULL || n->ending)
		return;
	if (host == NULL || strlen(host) >= sizeof(n->at.name)) {
		node_away(n, "no sentinel knows a server of that name");
		return;
	}
	memcpy(n->at.name, host, strlen(host) + 1);
	n->at.port = port;
	find(n);
}

void
node_begin(struct node *n)
{
	const struct sentinel_call call = { on_place, n };

	if (n->state == NODE_NEW) {
		(void)uv_timer_init(n->share->loop, &n->retry);
		n->retry.data = n;
	}
	n->state = NODE_OPENING;
	timer_start(n, NODE_ANSWER_MS);
	if (n->share->place.sentinel)
		sentinel_ask(n->share->sentinel, &call);
	else
		find(n);
}

static void
on_reply(void *arg, const struct redisReply *r)
{
	share_answer(arg, r);
}

/* The words of a question: of a script, then its key. */
static int
words_of(const struct node *n, const struct question *q, const char **word,
    size_t *len)
{
	const char *sha = q->script != SCRIPT_NONE ?
	    n->share->sha[q->script] : "";
	int count = 0, i;

	if (q->script != SCRIPT_NONE) {
		word[0] = q->body || *sha == '\0' ? "EVAL" : "EVALSHA";
		word[1] = q->body || *sha == '\0' ? script_text(q->script) :
		    sha;
		word[2] = "1";
		for (; count < 3; count++)
			len[count] = strlen(word[count]);
		word[count] = q->key;
		len[count++] = q->key_len;
	}
	for (i = 0; i < q->words; i++, count++) {
		word[count] = q->word[i];
		len[count] = q->len[i];
	}
	return count;
}

/* Whether it can be asked: one that was there does not make anybody wait for
 * whether it is again. */
static bool
can_ask(const struct node *n)
{
	return n->state == NODE_UP || (n->state == NODE_OPENING &&
	    !n->failed && n->conn != NULL);
}

bool
node_ask(struct node *n, struct question *q)
{
	const char *word[4 + QUESTION_WORDS];
	size_t len[4 + QUESTION_WORDS];
	const struct conn_words words = { words_of(n, q, word, len), word,
		len };

	if (!can_ask(n))
		return false;
	q->node = n;
	return conn_ask(n->conn, &words, on_reply, q);
}

static void
on_closed(uv_handle_t *handle)
{
	struct node *n = handle->data;

	n->closed = true;
	if (!n->looking)
		share_node_gone(n);
}

void
node_end(struct node *n)
{
	struct conn *c = n->conn;

	n->ending = true;
	n->conn = NULL;
	if (c != NULL)
		conn_close(c);
	if (n->looking)
		(void)uv_cancel((uv_req_t *)&n->look);
	uv_close((uv_handle_t *)&n->retry, on_closed);
}
