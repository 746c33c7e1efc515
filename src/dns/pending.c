/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dns/pending.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/err.h"
#include "base/fdio.h"
#include "dns/random.h"

#define SPARES_MAX 64 /* of some 3 KiB */

static uint64_t
hash_of(const struct pendings *ps, const char *name, unsigned type)
{
	return siphash(ps->key, name, strlen(name)) + type;
}

static struct pending *
find(const struct pendings *ps, const char *name, unsigned type)
{
	struct bucket_link *l = buckets_first(&ps->table,
	    hash_of(ps, name, type));
	struct pending *p;

	for (; l != NULL; l = buckets_next(l)) {
		p = (struct pending *)(void *)l;
		if ((unsigned)p->q.answer.type == type &&
		    strcmp(p->q.name, name) == 0)
			return p;
	}
	return NULL;
}

static struct question *
on_find(void *of, const char *name, unsigned type)
{
	struct pending *p = find(of, name, type);

	return p != NULL ? &p->q : NULL;
}

static struct pending *
pending_of(struct question *q)
{
	return (struct pending *)(void *)((char *)q -
	    offsetof(struct pending, q));
}

static uint64_t
now_us(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

/* How long an answer is kept, in seconds. */
static uint32_t
keep_s(const struct pendings *ps, const struct question *q)
{
	uint32_t s = q->answer.state == DNS_UNKNOWN ? PENDING_UNKNOWN_S :
	    q->ttl_s;

	return s < ps->opt.cache_s ? s : ps->opt.cache_s;
}

static void
on_settled(void *of, struct question *q)
{
	struct pendings *ps = of;
	struct pending *p = pending_of(q);
	struct pending_waiter *w;
	uint32_t s = keep_s(ps, q);

	if (ps->opt.timing.took != NULL)
		ps->opt.timing.took(ps->opt.timing.arg, q->name,
		    now_us() - p->sent_us);
	if (s > 0)
		cache_put(ps->cache, q->name, &q->answer,
		    fd_now_ms() + (int64_t)s * 1000);
	while ((w = p->waiters) != NULL) {
		pending_ignore(w);
		w->settled(w->arg);
	}
}

/* Keep one that nobody needs for the next question. */
static void
recycle(struct pendings *ps, struct pending *p)
{
	if (ps->spares == SPARES_MAX) {
		free(p);
		return;
	}
	p->next = ps->spare;
	ps->spare = p;
	ps->spares++;
}

static void
on_left(void *of, struct question *q)
{
	struct pendings *ps = of;
	struct pending *p = pending_of(q);

	p->under_way = false;
	ps->under_way--;
	buckets_remove(&ps->table, &p->link);
	if (p->holders == 0)
		recycle(ps, p);
}

static void
on_events(void *of, int fd, short events)
{
	const struct pendings *ps = of;

	ps->opt.events(ps->opt.of, fd, events);
}

int
pendings_open(struct pendings *out, const struct pending_options *opt,
    struct err *e)
{
	struct carrier_owner owner = { .find = on_find,
		.settled = on_settled, .left = on_left, .events = on_events,
		.of = out };

	*out = (struct pendings){ .opt = *opt };
	out->opt.servers = NULL;
	if (random_read(out->key, sizeof(out->key), e) == -1)
		return -1;
	out->cache = cache_new(PENDING_CACHE, out->key);
	if (out->cache == NULL)
		return err_memory(e);
	if (fleet_open(&out->fleet, opt->servers, opt->timeout_ms, &owner,
	    e) == -1) {
		cache_free(out->cache);
		return -1;
	}
	return 0;
}

/* A question that nobody has, with one holder. */
static struct pending *
begin(struct pendings *ps, const char *name, enum dns_type type)
{
	struct pending *p = ps->spare;

	if (p != NULL) {
		ps->spare = p->next;
		ps->spares--;
	} else if ((p = malloc(sizeof(*p))) == NULL) {
		return NULL;
	}
	question_begin(&p->q, name, type);
	p->holders = 1;
	p->under_way = false;
	p->waiters = NULL;
	return p;
}

struct pending *
pending_unknown(struct pendings *ps, const char *name, enum dns_type type,
    const char *why)
{
	struct pending *p = begin(ps, name, type);

	if (p != NULL)
		answer_unknown(&p->q.answer, type, why);
	return p;
}

static void
send_it(struct pendings *ps, struct pending *p)
{
	if (ps->under_way == PENDING_MAX) {
		answer_unknown(&p->q.answer, p->q.answer.type,
		    "too many questions");
		return;
	}
	if (buckets_add(&ps->table, &p->link, hash_of(ps, p->q.name,
	    (unsigned)p->q.answer.type)) == -1) {
		answer_unknown(&p->q.answer, p->q.answer.type, "no memory");
		return;
	}
	p->q.shared = true;
	p->under_way = true;
	if (ps->opt.timing.took != NULL)
		p->sent_us = now_us();
	ps->under_way++;
	fleet_send(&ps->fleet, &p->q);
}

struct pending *
pending_ask(struct pendings *ps, const char *name, enum dns_type type,
    int64_t now_ms, int64_t deadline_ms)
{
	struct pending *p = find(ps, name, (unsigned)type);

	if (p == NULL) {
		p = begin(ps, name, type);
		if (p == NULL || cache_get(&p->q.answer, ps->cache, name, type,
		    now_ms))
			return p;
		p->q.deadline_ms = deadline_ms;
		send_it(ps, p);
		return p;
	}
	p->holders++;
	if (p->q.deadline_ms < deadline_ms)
		p->q.deadline_ms = deadline_ms;
	return p;
}

void
pending_wait(struct pending *p, struct pending_waiter *w)
{
	w->next = p->waiters;
	w->at = &p->waiters;
	if (w->next != NULL)
		w->next->at = &w->next;
	p->waiters = w;
}

void
pending_ignore(struct pending_waiter *w)
{
	if (w->at == NULL)
		return;
	*w->at = w->next;
	if (w->next != NULL)
		w->next->at = w->at;
	w->at = NULL;
}

void
pending_drop(struct pendings *ps, struct pending *p)
{
	if (--p->holders == 0 && !p->under_way)
		recycle(ps, p);
}

void
pendings_close(struct pendings *ps)
{
	struct pending *p;

	fleet_close(&ps->fleet);
	while ((p = ps->spare) != NULL) {
		ps->spare = p->next;
		free(p);
	}
	buckets_free(&ps->table);
	cache_free(ps->cache);
}
