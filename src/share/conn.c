/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "share/conn.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

#include <hiredis/async.h>
#include <hiredis/hiredis.h>

#include "base/err.h"
#include "share/tls.h"

struct conn {
	uv_poll_t poll;
	int events; /* that are waited for */
	redisAsyncContext *redis; /* NULL: the library has ended it */
	void (*lost)(void *arg, const char *why);
	void *arg;
};

/* What told needs, for one question. */
struct asked {
	void (*told)(void *arg, const struct redisReply *r);
	void *arg;
};

static void
on_poll(uv_poll_t *poll, int status, int events)
{
	struct conn *c = poll->data;

	/* the library finds out by itself what is wrong */
	if (status != 0)
		events = UV_READABLE;
	if (c->redis != NULL && (events & UV_READABLE) != 0)
		redisAsyncHandleRead(c->redis);
	if (c->redis != NULL && (events & UV_WRITABLE) != 0)
		redisAsyncHandleWrite(c->redis);
}

static void
wait_for(struct conn *c, int events)
{
	c->events = events;
	if (events != 0)
		(void)uv_poll_start(&c->poll, events, on_poll);
	else
		(void)uv_poll_stop(&c->poll);
}

static void
add_read(void *arg)
{
	struct conn *c = arg;

	wait_for(c, c->events | UV_READABLE);
}

static void
del_read(void *arg)
{
	struct conn *c = arg;

	wait_for(c, c->events & ~UV_READABLE);
}

static void
add_write(void *arg)
{
	struct conn *c = arg;

	wait_for(c, c->events | UV_WRITABLE);
}

static void
del_write(void *arg)
{
	struct conn *c = arg;

	wait_for(c, c->events & ~UV_WRITABLE);
}

static void
on_closed(uv_handle_t *handle)
{
	struct conn *c = handle->data;

	free(c);
}

/* The library gives back all; its descriptor is closed behind this. */
static void
cleanup(void *arg)
{
	struct conn *c = arg;

	c->redis = NULL;
	uv_close((uv_handle_t *)&c->poll, on_closed);
}

/* Why a connection ended.  hiredis says "Success" where TLS does not begin. */
static const char *
why(const redisAsyncContext *redis, const char *otherwise)
{
	if (redis->err == 0)
		return otherwise;
	if (strcmp(redis->errstr, strerror(0)) == 0)
		return "the connection broke; by TLS, the certificate may not "
		    "be taken";
	return redis->errstr;
}

static void
end(const redisAsyncContext *redis, const char *otherwise)
{
	const struct conn *c = redis->data;

	if (c->lost != NULL)
		c->lost(c->arg, why(redis, otherwise));
}

static void
on_disconnect(const redisAsyncContext *redis, int status)
{
	(void)status;
	end(redis, "the connection ended");
}

static void
on_connect(const redisAsyncContext *redis, int status)
{
	if (status != REDIS_OK)
		end(redis, "no connection");
}

bool
conn_has_tls(void)
{
	return tls_is_there();
}

/* Give the library to the loop. */
static int
attach(struct conn *c, uv_loop_t *loop, struct err *e)
{
	redisAsyncContext *r = c->redis;

	if (uv_poll_init(loop, &c->poll, r->c.fd) != 0)
		return err_temp(e, 0, "the loop has no room for a connection");
	c->poll.data = c;
	r->data = c;
	r->ev.data = c;
	r->ev.addRead = add_read;
	r->ev.delRead = del_read;
	r->ev.addWrite = add_write;
	r->ev.delWrite = del_write;
	r->ev.cleanup = cleanup;
	(void)redisAsyncSetConnectCallback(r, on_connect);
	(void)redisAsyncSetDisconnectCallback(r, on_disconnect);
	return 0;
}

struct conn *
conn_open(uv_loop_t *loop, const struct conn_options *o, struct err *e)
{
	struct conn *c = calloc(1, sizeof(*c));

	if (c == NULL) {
		(void)err_memory(e);
		return NULL;
	}
	c->lost = o->lost;
	c->arg = o->arg;
	c->redis = redisAsyncConnect(o->ip, (int)o->port);
	if (c->redis == NULL)
		(void)err_memory(e);
	else if (c->redis->err != 0)
		(void)err_temp(e, 0, "%s", c->redis->errstr);
	else if (attach(c, loop, e) == 0) {
		if (!o->tls || tls_begin(&c->redis->c, o->name, e) == 0)
			return c;
		conn_close(c);
		return NULL;
	}
	if (c->redis != NULL)
		redisAsyncFree(c->redis);
	free(c);
	return NULL;
}

static void
on_reply(redisAsyncContext *redis, void *reply, void *arg)
{
	struct asked *a = arg;

	(void)redis;
	if (a == NULL)
		return;
	a->told(a->arg, reply);
	free(a);
}

bool
conn_ask(struct conn *c, const struct conn_words *words,
    void (*told)(void *arg, const struct redisReply *r), void *arg)
{
	struct asked *a = NULL;

	if (c->redis == NULL)
		return false;
	if (told != NULL) {
		if ((a = malloc(sizeof(*a))) == NULL)
			return false;
		*a = (struct asked){ told, arg };
	}
	/* the library does not write to the words */
	if (redisAsyncCommandArgv(c->redis, on_reply, a, words->count,
	    (const char **)(uintptr_t)words->word, words->len) == REDIS_OK)
		return true;
	free(a);
	return false;
}

void
conn_close(struct conn *c)
{
	c->lost = NULL;
	if (c->redis != NULL)
		redisAsyncFree(c->redis);
}
