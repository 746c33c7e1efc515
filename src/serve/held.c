/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/held.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <uv.h>

#include "base/err.h"
#include "serve/held_ask.h"
#include "serve/held_one.h"
#include "serve/quota.h"
#include "smtp/refusal.h"

struct held_pool {
	uv_loop_t *loop;
	struct held_limits limits;
	struct held_calls calls;
	struct quota quota;
	struct held_one *first; /* of all that are held */
	size_t tarpit;          /* of them kept waiting */
	size_t closing;         /* no longer held, handles still open */
	bool stopping;
};

static int64_t
now_ms(const struct held_pool *pool)
{
	return (int64_t)uv_now(pool->loop);
}

static void
empty_check(struct held_pool *pool)
{
	if (pool->stopping && pool->first == NULL && pool->closing == 0)
		pool->calls.on_empty(pool->calls.arg); /* may free it */
}

static void
on_timer_closed(uv_handle_t *handle)
{
	struct held_one *one = handle->data;
	struct held_pool *pool = one->pool;

	free(one);
	pool->closing--;
	empty_check(pool);
}

static void
on_poll_closed(uv_handle_t *handle)
{
	struct held_one *one = handle->data;

	uv_close((uv_handle_t *)&one->timer, on_timer_closed);
}

static void
tell_end(const struct held_one *one)
{
	const struct held_pool *pool = one->pool;
	struct held_end end = { .ip = &one->ip,
		.domain = one->domain,
		.note = one->note,
		.pregreet = one->talk.pregreet,
		.tarpit = one->tarpit,
		.end = one->talk.end,
		.commands = one->talk.dialogue.commands,
		.envelope = &one->envelope,
		.said = one->talk.dialogue.said,
		.refused = one->refused,
		.held_ms = now_ms(pool) - one->from_ms };

	pool->calls.on_end(pool->calls.arg, &end);
}

static void
list_add(struct held_one *one)
{
	struct held_pool *pool = one->pool;

	one->before = NULL;
	one->after = pool->first;
	if (one->after != NULL)
		one->after->before = one;
	pool->first = one;
}

static void
list_drop(struct held_one *one)
{
	if (one->after != NULL)
		one->after->before = one->before;
	if (one->before != NULL)
		one->before->after = one->after;
	else
		one->pool->first = one->after;
}

/* The filter may still have the descriptor, so closing ours is no end; where
 * another goes on, it must be none. */
static void
hang_up(const struct talk *t)
{
	if (t->end != TALK_LET)
		(void)shutdown(t->fd, SHUT_WR);
	(void)close(t->fd);
}

static void
let_go(struct held_one *one)
{
	struct held_pool *pool = one->pool;

	list_drop(one);
	quota_drop(&pool->quota, &one->ip);
	pool->tarpit -= one->tarpit;
	pool->closing++;
	uv_close((uv_handle_t *)&one->poll, on_poll_closed);
	hang_up(&one->talk);
	tell_end(one);
}

static void on_ready(uv_poll_t *poll, int status, int events);
static void on_due(uv_timer_t *timer);

static int
events_of(enum talk_wish wish)
{
	switch (wish) {
	case TALK_READ:
		return UV_READABLE;
	case TALK_WRITE:
		return UV_WRITABLE;
	case TALK_PAUSE:
		return UV_DISCONNECT;
	case TALK_ASK:
	case TALK_OVER:
		break;
	}
	return 0;
}

/* Ask about the recipient that a client has named.  True: that has been
 * answered. */
static bool
ask(struct held_one *one)
{
	const struct held_calls *calls = &one->pool->calls;
	const struct talk *t = &one->talk;
	const struct held_ask what = { one, t->fd, t->dialogue.said,
		t->in + t->heard, t->in_len - t->heard, one->refused,
		one->more, one->more_len };

	one->asking = true;
	one->question = calls->ask(calls->arg, &what);
	one->asking = false;
	return one->question == NULL;
}

/* Watch what a client waits for. */
static void
watch(struct held_one *one, int events)
{
	if (events == one->watched)
		return;
	if (events == 0)
		(void)uv_poll_stop(&one->poll);
	else
		(void)uv_poll_start(&one->poll, events, on_ready);
	one->watched = events;
}

/* Go on with a client as far as it goes, then watch what it waits for. */
static void
go(struct held_one *one)
{
	int64_t now = now_ms(one->pool), due;
	enum talk_wish wish;

	do
		wish = talk_go(&one->talk, now);
	while (wish == TALK_ASK && ask(one));
	if (wish == TALK_OVER) {
		let_go(one);
		return;
	}
	watch(one, events_of(wish));
	due = talk_due(&one->talk, now);
	(void)uv_timer_start(&one->timer, on_due,
	    due > now ? (uint64_t)(due - now) : 0, 0);
}

/* The answer to a question is not waited for any longer. */
static void
question_end(struct held_one *one)
{
	const struct held_calls *calls = &one->pool->calls;
	void *question = one->question;

	one->question = NULL;
	if (question != NULL && !calls->ask_end(calls->arg, question))
		talk_let(&one->talk);
}

static void
on_due(uv_timer_t *timer)
{
	question_end(timer->data);
	go(timer->data);
}

void
held_refuse(struct held_one *one, const char *line, size_t len)
{
	one->refused++;
	one->question = NULL;
	talk_refuse(&one->talk, line, len, now_ms(one->pool));
	if (!one->asking)
		go(one);
}

void
held_let(struct held_one *one)
{
	one->question = NULL;
	talk_let(&one->talk);
	if (!one->asking)
		go(one);
}

/* An error (a reset) has stopped the poll; reading or writing tells which,
 * and if neither does there is nothing more to wait for. */
static void
on_ready(uv_poll_t *poll, int status, int events)
{
	struct held_one *one = poll->data;

	if (status < 0) {
		talk_hurry(&one->talk, now_ms(one->pool));
		(void)talk_go(&one->talk, now_ms(one->pool));
		talk_lose(&one->talk);
	} else if (events & UV_DISCONNECT) {
		talk_hurry(&one->talk, now_ms(one->pool));
	}
	go(one);
}

int
held_init(struct held_pool **pool, struct uv_loop_s *loop,
    const struct held_limits *limits, const struct held_calls *calls,
    struct err *e)
{
	struct held_pool *p = calloc(1, sizeof(*p));

	if (p == NULL)
		return err_memory(e);
	p->loop = loop;
	p->limits = *limits;
	p->calls = *calls;
	if (uv_random(NULL, NULL, &p->quota.seed, sizeof(p->quota.seed), 0,
		NULL) != 0)
		p->quota.seed = uv_hrtime();
	*pool = p;
	return 0;
}

void
held_limit(struct held_pool *pool, const struct held_limits *limits)
{
	pool->limits = *limits;
}

enum held_room
held_room(const struct held_pool *pool, const struct ip *ip)
{
	if (pool->stopping)
		return HELD_STOPPING;
	if (pool->quota.total >= pool->limits.clients)
		return HELD_FULL;
	if (quota_of(&pool->quota, ip) >= pool->limits.per_address)
		return HELD_FULL_ADDRESS;
	return HELD_ROOM;
}

struct held_count
held_count(const struct held_pool *pool)
{
	struct held_count n = { pool->quota.total, pool->tarpit };

	return n;
}

/* No more than talk grants, and no overflow. */
static unsigned
tarpit_ms(unsigned s)
{
	return s < TALK_DELAY_MAX_MS / 1000 ? s * 1000 : TALK_DELAY_MAX_MS;
}

/* Put it into the loop.  -1 if it cannot be. */
static int
one_begin(struct held_pool *pool, struct held_one *one)
{
	const struct held_limits *l = &pool->limits;

	one->pool = pool;
	one->tarpit = one->tarpit && l->tarpit_s > 0 &&
	    pool->tarpit < l->tarpit_clients;
	if (one->tarpit)
		one->talk.times.delay_ms = tarpit_ms(l->tarpit_s);
	if (quota_add(&pool->quota, &one->ip) == -1)
		return -1;
	if (uv_poll_init(pool->loop, &one->poll, one->talk.fd) != 0) {
		quota_drop(&pool->quota, &one->ip);
		return -1;
	}
	(void)uv_timer_init(pool->loop, &one->timer);
	one->poll.data = one->timer.data = one;
	one->from_ms = now_ms(pool);
	pool->tarpit += one->tarpit;
	list_add(one);
	talk_begin(&one->talk, one->from_ms);
	return 0;
}

/* Say 421 and close, without keeping anything: whoever sends too many has no
 * claim on our memory.  What it has said is thrown away, or closing would
 * reset the connection before it reads that. */
static void
turn_away(int fd)
{
	char line[REPLY_LINE_MAX], in[2048];
	size_t len = dialogue_full(line);

	(void)send(fd, line, len, MSG_DONTWAIT | MSG_NOSIGNAL);
	(void)shutdown(fd, SHUT_WR);
	(void)recv(fd, in, sizeof(in), MSG_DONTWAIT);
	(void)close(fd);
}

enum held_room
held_take(struct held_pool *pool, int fd, const struct held_client *client)
{
	enum held_room room = held_room(pool, &client->ip);
	struct held_one *one;

	if (room != HELD_ROOM) {
		turn_away(fd);
		return room;
	}
	one = held_one_new(fd, client);
	if (one == NULL || one_begin(pool, one) == -1) {
		free(one);
		turn_away(fd);
		return HELD_FULL;
	}
	go(one);
	return HELD_ROOM;
}

void
held_stop(struct held_pool *pool)
{
	struct held_one *one, *after;

	pool->closing++; /* so that it is not empty before the end of this */
	pool->stopping = true;
	for (one = pool->first; one != NULL; one = after) {
		after = one->after;
		question_end(one);
		talk_stop(&one->talk, now_ms(pool));
		go(one);
	}
	pool->closing--;
	empty_check(pool);
}

void
held_free(struct held_pool *pool)
{
	if (pool != NULL)
		quota_free(&pool->quota);
	free(pool);
}
