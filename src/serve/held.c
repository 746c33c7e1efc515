/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/held.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <uv.h>

#include "base/err.h"
#include "serve/quota.h"
#include "smtp/refusal.h"

/* For the client to read our last words, as smtp/refusal.c; half of the time
 * that held_stop has. */
#define LINGER_MS 1000

/* One client; the texts that it borrows stand behind it. */
struct held_one {
	uv_poll_t poll;   /* both have data: this, and are closed ... */
	uv_timer_t timer; /* ... one after the other */
	struct held_pool *pool;
	struct held_one *before, *after;
	struct ip ip;
	const char *domain;
	bool note, tarpit;
	int watched; /* events of poll */
	int64_t from_ms;
	struct envelope envelope;
	struct talk talk;
	char text[];
};

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

/* The filter may still have the descriptor, so closing ours is no end. */
static void
hang_up(int fd)
{
	(void)shutdown(fd, SHUT_WR);
	(void)close(fd);
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
	hang_up(one->talk.fd);
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
	case TALK_OVER:
		break;
	}
	return 0;
}

/* Go on with a client as far as it goes, then watch what it waits for. */
static void
go(struct held_one *one)
{
	int64_t now = now_ms(one->pool), due;
	enum talk_wish wish = talk_go(&one->talk, now);
	int events = events_of(wish);

	if (events == 0) {
		let_go(one);
		return;
	}
	if (events != one->watched)
		(void)uv_poll_start(&one->poll, events, on_ready);
	one->watched = events;
	due = talk_due(&one->talk, now);
	(void)uv_timer_start(&one->timer, on_due,
	    due > now ? (uint64_t)(due - now) : 0, 0);
}

static void
on_due(uv_timer_t *timer)
{
	go(timer->data);
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

/* Copy a text behind *at; NULL is "". */
static const char *
keep(char **at, const char *text)
{
	size_t size = text != NULL ? strlen(text) + 1 : 1;
	char *copy = memcpy(*at, text != NULL ? text : "", size);

	*at += size;
	return copy;
}

static size_t
length(const char *text)
{
	return text != NULL ? strlen(text) : 0;
}

/* No more than talk grants, and no overflow. */
static unsigned
tarpit_ms(unsigned s)
{
	return s < TALK_DELAY_MAX_MS / 1000 ? s * 1000 : TALK_DELAY_MAX_MS;
}

/* A client with all that it brings, but without a loop; NULL if there is no
 * memory. */
static struct held_one *
one_new(struct held_pool *pool, int fd, const struct held_client *c)
{
	const size_t texts = length(c->line) + length(c->host) +
	    length(c->program) + length(c->domain) + 4;
	struct held_one *one = malloc(sizeof(*one) + texts);
	struct dialogue *d;
	char *at;

	if (one == NULL)
		return NULL;
	at = one->text;
	d = &one->talk.dialogue;
	memset(d, 0, sizeof(*d));
	d->host = keep(&at, c->host);
	d->refusal = keep(&at, c->line);
	d->refusal_len = strlen(d->refusal);
	d->program = length(c->program) > 0 ? keep(&at, c->program) : NULL;
	d->banner = c->banner;
	d->envelope = &one->envelope;
	one->domain = keep(&at, c->domain);
	one->pool = pool;
	one->ip = c->ip;
	one->note = c->note;
	one->tarpit = c->tarpit && !c->banner && pool->limits.tarpit_s > 0 &&
	    pool->tarpit < pool->limits.tarpit_clients;
	one->watched = 0;
	memset(&one->envelope, 0, sizeof(one->envelope));
	one->talk.fd = fd;
	one->talk.times = (struct talk_times){ .limit_ms = c->limit_ms,
		.command_ms = c->command_ms != 0 ? c->command_ms
						 : REFUSAL_COMMAND_MS,
		.linger_ms = LINGER_MS };
	if (one->tarpit)
		one->talk.times.delay_ms = tarpit_ms(pool->limits.tarpit_s);
	return one;
}

/* Put it into the loop.  -1 if it cannot be. */
static int
one_begin(struct held_one *one)
{
	struct held_pool *pool = one->pool;

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
	one = one_new(pool, fd, client);
	if (one == NULL || one_begin(one) == -1) {
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
