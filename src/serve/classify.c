/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/classify.h"

#include <stdlib.h>
#include <time.h>

#include "base/err.h"
#include "policy/session.h"
#include "serve/dnsloop.h"
#include "serve/memo.h"
#include "serve/rules.h"
#include "share/deed.h"

#define SPARES_MAX 64 /* of some 4 KiB */

struct classify_client {
	struct classify *owner;
	struct classify_call call;
	struct rules *rules;           /* held, like the next */
	struct dnsloop *dns;           /* NULL: nobody is asked */
	struct exchange_client *names; /* owned; NULL without dns */
	struct evidence ev;
	struct session_room room;      /* of ev */
	struct judge judge;
	struct verdict verdict;
	struct memo_key memo_key;      /* len 0: none */
	struct deed *deed;             /* that is waited for, or NULL */
	bool asking;                   /* who asks goes on by himself */
	const char *state;             /* of classify_go_on; NULL: none */
	struct classify_client *next;  /* of those to be used again */
};

struct classify {
	uv_loop_t *loop;
	struct rules *rules;   /* held, like the next */
	struct dnsloop *dns;   /* NULL: nobody is asked */
	struct memo *memo;     /* of rules; NULL: they do not suit it */
	struct classify_state state;
	struct classify_client *spare; /* owned */
	size_t spares;
};

struct classify *
classify_new(uv_loop_t *loop, struct err *e)
{
	struct classify *c = calloc(1, sizeof(*c));

	if (c == NULL)
		(void)err_memory(e);
	else
		c->loop = loop;
	return c;
}

static unsigned
asked_of(const struct library *l)
{
	return (l->asks_helo ? MEMO_HELO : 0) |
	    (l->asks_sender ? MEMO_SENDER : 0) | (l->asks_rcpt ? MEMO_RCPT : 0);
}

int
classify_use(struct classify *c, struct rules *rules, struct err *e)
{
	const struct settings *set = &rules->library->rules.settings;
	const struct exchange_options o = {
		.servers = set->text[SET_DNS_SERVERS],
		.timeout_ms = (unsigned)set->number[SET_DNS_TIMEOUT],
		.cache_s = (unsigned)set->number[SET_DNS_CACHE],
		.timing = c->state.timing };
	struct dnsloop *dns = NULL;
	struct memo *memo = NULL;

	if (!rules->library->asks_dns && (memo = memo_new(asked_of(
	    rules->library), e)) == NULL)
		return -1;
	if (o.timeout_ms > 0) {
		dns = c->dns != NULL && dnsloop_is(c->dns, &o) ?
		    dnsloop_hold(c->dns) : dnsloop_new(c->loop, &o, e);
		if (dns == NULL) {
			memo_free(memo);
			return -1;
		}
	}
	memo_free(c->memo);
	c->memo = memo;
	dnsloop_drop(c->dns);
	c->dns = dns;
	(void)rules_hold(rules);
	rules_drop(c->rules);
	c->rules = rules;
	return 0;
}

void
classify_use_state(struct classify *c, const struct classify_state *state)
{
	c->state = *state;
}

const struct library *
classify_library(const struct classify *c)
{
	return c->rules != NULL ? c->rules->library : NULL;
}

/* A client that has asked nothing; NULL if memory ran out. */
static struct classify_client *
client_new(struct classify *c)
{
	struct classify_client *k = c->spare;

	if (k == NULL)
		return malloc(sizeof(*k));
	c->spare = k->next;
	c->spares--;
	return k;
}

static void
client_free(struct classify_client *k)
{
	struct classify *c = k->owner;

	exchange_end(k->names);
	dnsloop_drop(k->dns);
	rules_drop(k->rules);
	if (c->spares < SPARES_MAX) {
		k->next = c->spare;
		c->spare = k;
		c->spares++;
	} else
		free(k);
}

static void
answer(struct classify_client *k, const struct err *e)
{
	struct classified what = { e == NULL ? &k->verdict : NULL, e,
		&k->judge, k->state };

	k->call.done(k->call.arg, &what);
	client_free(k);
}

/* The verdict stands, but for what is known of a client that it does not let
 * in.  True if that was the end. */
static bool
answer_known(struct classify_client *k)
{
	const struct classify_state *s = &k->owner->state;

	if (k->verdict.action != RULE_PASS && s->refused != NULL &&
	    !k->call.innocent) {
		k->asking = true;
		k->deed = s->refused(s->arg, k, &k->verdict, &k->judge);
		k->asking = false;
	}
	if (k->deed != NULL)
		return false;
	answer(k, NULL);
	return true;
}

void
classify_go_on(struct classify_client *k, const char *state, unsigned wait_s)
{
	k->state = state;
	if (wait_s > 0)
		verdict_wait(&k->verdict, &k->rules->library->rules.settings,
		    wait_s);
	if (k->asking)
		return;
	k->deed = NULL;
	answer(k, NULL);
}

/* Whether a rule has something to tell beside the verdict. */
static bool
has_noted(const struct notes *n)
{
	size_t mark = 0, watch = 0, limit = 0;

	return notes_next(n, NOTE_MARK, &mark) != NULL ||
	    notes_next(n, NOTE_WATCH, &watch) != NULL ||
	    notes_next(n, NOTE_LIMIT, &limit) != NULL;
}

/* The verdict stands, and the same client need not be judged again if that is
 * all there is to tell. */
static bool
conclude(struct classify_client *k)
{
	if (k->memo_key.len > 0 && !has_noted(&k->judge.client.notes))
		memo_put(k->owner->memo, &k->memo_key, &k->verdict);
	return answer_known(k);
}

/* Whether DNS will say, or has been asked in vain, what a name that was told is
 * worth: that is no part of a key, and another time it may tell. */
static bool
is_claim(const struct classify_client *k)
{
	return k->names != NULL && k->ev.has_name == ANSWER_YES &&
	    k->ev.unproven && !k->ev.learnt;
}

/* Find the verdict of the same client, by the same rules.  False if there was
 * none. */
static bool
recall(struct classify_client *k)
{
	struct classify *c = k->owner;

	k->memo_key.len = 0;
	return c->memo != NULL && k->rules == c->rules && !is_claim(k) &&
	    memo_key(&k->memo_key, c->memo, &k->ev, &k->rules->library->rules,
	    k->judge.client.now_s) &&
	    memo_get(&k->verdict, c->memo, &k->memo_key);
}

/* Nothing more can come of DNS.  True if that was the end. */
static bool
end(struct classify_client *k)
{
	struct err e;

	evidence_give_up(&k->ev);
	if (recall(k))
		return answer_known(k);
	if (judge_end(&k->verdict, &k->judge, NULL, &e) == 0)
		return conclude(k);
	answer(k, &e);
	return true;
}

/* Go on as far as is known; where an answer is needed that can't come any more,
 * without it.  True if that was the end. */
static bool
step(struct classify_client *k)
{
	struct err e;

	if (judge_name(&k->judge)) {
		if (recall(k))
			return answer_known(k);
		switch (judge_step(&k->verdict, &k->judge, &e)) {
		case JUDGE_SETTLED:
			return conclude(k);
		case JUDGE_FAILED:
			answer(k, &e);
			return true;
		case JUDGE_WAITING:
			break;
		}
	}
	return (k->names == NULL || !exchange_waits(k->names)) && end(k);
}

/* What comes while the state is waited for is looked at behind it. */
static void
on_news(void *arg)
{
	struct classify_client *k = arg;

	if (k->deed == NULL)
		(void)step(k);
}

static void
on_late(void *arg)
{
	struct classify_client *k = arg;

	if (k->deed == NULL)
		(void)end(k);
}

/* Hold what a client needs.  False if memory ran out. */
static bool
client_begin_with(struct classify *c, struct classify_client *k)
{
	struct exchange_call call = { on_news, on_late, k };

	k->owner = c;
	k->names = NULL;
	k->deed = NULL;
	k->asking = false;
	k->state = NULL;
	k->dns = c->dns;
	if (k->dns != NULL) {
		k->names = exchange_begin(dnsloop_exchange(k->dns), &call);
		if (k->names == NULL)
			return false;
		(void)dnsloop_hold(k->dns);
	}
	k->rules = rules_hold(c->rules);
	return true;
}

/* Find what is held against the client, if a rule asks for it.  False: that is
 * waited for. */
static bool
find_offences(struct classify_client *k)
{
	const struct classify_state *s = &k->owner->state;

	if (!k->rules->library->asks_ledger)
		return true;
	k->asking = true;
	if (k->call.innocent || s->offences == NULL)
		classify_held(k, k->call.innocent, 0);
	else
		k->deed = s->offences(s->arg, k, &k->ev.ip);
	k->asking = false;
	return k->deed == NULL;
}

void
classify_held(struct classify_client *k, bool known, unsigned offences)
{
	judge_tell_offences(&k->judge, known, offences);
	if (k->asking)
		return;
	k->deed = NULL;
	(void)step(k);
}

/* Judge a client; alone: no session belongs to it. */
static struct classify_client *
judge(struct classify *c, const struct session *s, bool alone,
    const struct classify_call *call)
{
	struct classify_client *k = client_new(c);
	struct dns_source source;
	struct err e;

	if (k == NULL || !client_begin_with(c, k)) {
		free(k);
		(void)err_memory(&e);
		call->done(call->arg, &(struct classified){ .err = &e });
		return NULL;
	}
	k->call = *call;
	session_take(&k->ev, &k->room, s);
	k->ev.session = !alone;
	if (k->names != NULL)
		source = exchange_source(k->names);
	judge_begin(&k->judge, &k->rules->library->decider, &k->ev,
	    k->names != NULL ? &source : NULL, (int64_t)time(NULL));
	k->judge.patient = call->innocent;
	return find_offences(k) && step(k) ? NULL : k;
}

struct classify_client *
classify_ask(struct classify *c, const struct dynawall_question *q,
    const struct classify_call *call)
{
	const struct session s = { .ip = q->ip, .rcpt = q->recipient };

	return judge(c, &s, true, call);
}

struct classify_client *
classify_session(struct classify *c, const struct session *s,
    const struct classify_call *call)
{
	return judge(c, s, false, call);
}

void
classify_cancel(struct classify_client *k)
{
	deed_cancel(k->deed);
	client_free(k);
}

struct cache *
classify_names(struct classify *c)
{
	return c->dns != NULL ? exchange_cache(dnsloop_exchange(c->dns)) :
	    NULL;
}

void
classify_free(struct classify *c)
{
	struct classify_client *k;

	if (c == NULL)
		return;
	while ((k = c->spare) != NULL) {
		c->spare = k->next;
		free(k);
	}
	memo_free(c->memo);
	dnsloop_drop(c->dns);
	rules_drop(c->rules);
	free(c);
}
