/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dns/exchange.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/fdio.h"
#include "base/row.h"
#include "dns/pending.h"
#include "dns/unasked.h"

/* Questions of a client that need no memory of their own: a name, its address
 * and a few lists. */
#define FEW 8

/* How often the clock is looked at: time runs out this much late.  c-ares asks
 * again after 1/4 of the time (dns/channel.c). */
#define TICKS       32
#define TICK_MIN_MS 5
#define TICK_MAX_MS 50

struct asked {
	struct pending_waiter waiter;
	struct pending *pending;
};

struct exchange_client {
	struct exchange *exchange;
	struct exchange_call call;
	int64_t deadline_ms; /* 0: nothing was open yet */
	bool late;
	int count, open;     /* questions, those without an answer */
	struct row in_time, in_news;
	struct asked *more;  /* owned; those behind few */
	struct asked few[FEW];
};

struct exchange {
	struct pendings pendings;
	struct exchange_loop loop;
	unsigned timeout_ms, tick_ms;
	bool alarmed;    /* exchange_tick will be called */
	struct row time; /* by deadline: all have one patience, so that who
	                    waits first is late first */
	struct row news; /* by when the answer came */
};

/* Ask to be called as long as there is something to do by the clock. */
static void
arm(struct exchange *x)
{
	if (x->alarmed ||
	    (row_first(&x->time) == NULL && x->pendings.under_way == 0))
		return;
	x->alarmed = true;
	x->loop.alarm(x->loop.of, x->tick_ms);
}

int
exchange_open(struct exchange **out, const struct exchange_options *options,
    const struct exchange_loop *loop, struct err *e)
{
	struct exchange *x = calloc(1, sizeof(*x));
	struct pending_options opt = { options->servers, options->timeout_ms,
		options->cache_s, options->timing, loop->watch, loop->of };
	unsigned tick_ms = options->timeout_ms / TICKS;

	if (x == NULL)
		return err_memory(e);
	if (pendings_open(&x->pendings, &opt, e) == -1) {
		free(x);
		return -1;
	}
	x->loop = *loop;
	x->timeout_ms = options->timeout_ms;
	x->tick_ms = tick_ms < TICK_MIN_MS ? TICK_MIN_MS :
	    tick_ms > TICK_MAX_MS ? TICK_MAX_MS : tick_ms;
	row_init(&x->time);
	row_init(&x->news);
	*out = x;
	return 0;
}

/* Question number i of a client. */
static struct asked *
asked(struct exchange_client *c, int i)
{
	return i < FEW ? &c->few[i] : &c->more[i - FEW];
}

/* Nothing that still comes is news any more. */
static void
ignore_all(struct exchange_client *c)
{
	int i;

	for (i = 0; i < c->count; i++)
		pending_ignore(&asked(c, i)->waiter);
	row_remove(&c->in_time);
	row_remove(&c->in_news);
}

/* Call those for whom there is something.  Who is called may end any of
 * them. */
static void
deliver(struct exchange *x)
{
	int64_t now = row_first(&x->time) != NULL ? fd_now_ms() : 0;
	struct exchange_client *c;

	while ((c = row_first(&x->time)) != NULL && c->deadline_ms <= now) {
		ignore_all(c);
		c->late = true;
		c->call.late(c->call.arg);
	}
	while ((c = row_pop(&x->news)) != NULL)
		c->call.news(c->call.arg);
}

void
exchange_ready(struct exchange *x, int fd, short events)
{
	fleet_take(&x->pendings.fleet, fd, events);
	deliver(x);
}

void
exchange_tick(struct exchange *x)
{
	x->alarmed = false;
	fleet_tick(&x->pendings.fleet);
	deliver(x);
	arm(x);
}

struct exchange_client *
exchange_begin(struct exchange *x, const struct exchange_call *call)
{
	struct exchange_client *c = malloc(sizeof(*c));

	if (c == NULL)
		return NULL;
	c->exchange = x;
	c->call = *call;
	c->deadline_ms = 0;
	c->late = false;
	c->count = c->open = 0;
	c->in_time = c->in_news = (struct row){ .of = c };
	c->more = NULL;
	return c;
}

static void
on_settled(void *arg)
{
	struct exchange_client *c = arg;

	c->open--;
	if (c->in_news.after == NULL)
		row_add(&c->exchange->news, &c->in_news);
}

/* Wait for the answer of a question. */
static void
await(struct exchange_client *c, struct asked *a, int64_t deadline_ms)
{
	pending_wait(a->pending, &a->waiter);
	c->open++;
	if (c->deadline_ms == 0) {
		c->deadline_ms = deadline_ms;
		row_add(&c->exchange->time, &c->in_time);
	}
	arm(c->exchange);
}

/* Put a question into the client's next place. */
static int
add(struct exchange_client *c, const char *text, enum dns_type type)
{
	struct pendings *ps = &c->exchange->pendings;
	int64_t now = fd_now_ms();
	int64_t deadline = c->deadline_ms != 0 ? c->deadline_ms :
	    now + c->exchange->timeout_ms;
	struct asked *a = asked(c, c->count);

	a->waiter = (struct pending_waiter){ on_settled, c, NULL, NULL };
	if (c->late || now >= deadline)
		a->pending = pending_unknown(ps, text, type, "no time left");
	else
		a->pending = pending_ask(ps, text, type, now, deadline);
	if (a->pending == NULL)
		return UNASKED_MEMORY;
	if (a->pending->q.answer.state == DNS_WAITING)
		await(c, a, deadline);
	return c->count++;
}

static int
on_ask(void *of, const char *name, enum dns_type type)
{
	struct exchange_client *c = of;
	char text[QUESTION_TEXT_MAX + 1];
	const struct question *q;
	int i;

	if (!question_name(text, name))
		return UNASKED_NAME;
	for (i = 0; i < c->count; i++) {
		q = &asked(c, i)->pending->q;
		if (q->answer.type == type && strcmp(q->name, text) == 0)
			return i;
	}
	if (i == QUESTIONS_MAX)
		return UNASKED_MANY;
	if (i == FEW && c->more == NULL)
		c->more = malloc((QUESTIONS_MAX - FEW) * sizeof(*c->more));
	if (i >= FEW && c->more == NULL)
		return UNASKED_MEMORY;
	return add(c, text, type);
}

static const struct dns_answer *
on_look(void *of, int question)
{
	static const struct dns_answer late = { .state = DNS_UNKNOWN,
		.type = DNS_A, .why = "no answer in time" };
	struct exchange_client *c = of;
	const struct dns_answer *a;

	if (question >= QUESTIONS_MAX)
		return unasked_answer(question);
	a = &asked(c, question)->pending->q.answer;
	return c->late && a->state == DNS_WAITING ? &late : a;
}

struct dns_source
exchange_source(struct exchange_client *c)
{
	return (struct dns_source){ on_ask, on_look, c };
}

bool
exchange_waits(const struct exchange_client *c)
{
	return c->open > 0 && !c->late;
}

void
exchange_end(struct exchange_client *c)
{
	int i;

	if (c == NULL)
		return;
	ignore_all(c);
	for (i = 0; i < c->count; i++)
		pending_drop(&c->exchange->pendings, asked(c, i)->pending);
	free(c->more);
	free(c);
}

struct cache *
exchange_cache(struct exchange *x)
{
	return x->pendings.cache;
}

size_t
exchange_open_questions(const struct exchange *x)
{
	return x->pendings.under_way;
}

void
exchange_close(struct exchange *x)
{
	if (x == NULL)
		return;
	pendings_close(&x->pendings);
	free(x);
}
