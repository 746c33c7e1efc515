/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/trial.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/grow.h"
#include "expr/regex.h"
#include "policy/ask_rule.h"
#include "policy/decide.h"
#include "policy/lookup.h"
#include "policy/margin.h"
#include "replay/hearsay.h"

/* What is remembered of clients without a name. */
#define REMEMBERED_MAX 65536

struct trial {
	struct catalogue *c;     /* borrowed */
	unsigned port;
	bool closely;
	bool *spared;            /* owned, by number of a rule */
	struct table known;      /* bytes of a memory_key to results */
	struct arena keys;
	struct trial_result *result; /* owned */
	size_t results, cap;
	struct decider decider;
	struct decide_trial hook;
	uint32_t without;        /* this rule does not hold */
	struct trial_result now; /* of the client that is asked about */
	bool listening;          /* what holds goes there */
	struct evidence ev;      /* of it, like all that follow */
	struct hearsay hearsay;
	struct lookup lookup;
	struct client client;
	struct verdict verdict;
};

/* What a verdict about a client without a name depends on. */
struct memory_key {
	uint32_t chain, lists, epoch;
	unsigned char state, bits, session;
};

static bool
holds(void *arg, uint32_t at, const struct rule *r)
{
	struct trial *t = arg;
	struct trial_result *now = &t->now;
	uint32_t rule;

	if (at == t->without)
		return false;
	if (!t->listening)
		return true;
	rule = catalogue_find(t->c, at);
	if (now->len < TRIAL_RULES_MAX)
		now->rule[now->len++] = rule;
	if (r->mode == RULE_ON && rule_is_final(r))
		now->decider = rule;
	return true;
}

struct trial *
trial_new(struct catalogue *c, unsigned port, bool closely, struct err *e)
{
	struct trial *t = calloc(1, sizeof(*t));

	if (t == NULL || (t->spared = calloc(c->rules + 1,
	    sizeof(*t->spared))) == NULL) {
		free(t);
		(void)err_memory(e);
		return NULL;
	}
	t->c = c;
	t->port = port;
	t->closely = closely;
	t->hook = (struct decide_trial){ holds, t };
	t->decider = c->lib->decider;
	t->decider.trial = &t->hook;
	return t;
}

void
trial_spare(struct trial *t, uint32_t rule)
{
	t->spared[rule] = true;
}

/* What the log knows of the client becomes evidence. */
static void
take(struct trial *t, const struct trial_client *c)
{
	const struct settings *s = &t->c->lib->rules.settings;
	struct evidence *ev = &t->ev;
	struct dns_source source;

	evidence_init(ev);
	ev->has_ip = true;
	ev->ip = c->ip;
	ip_format(&c->ip, ev->ip_text);
	ev->port = t->port;
	ev->session = c->session;
	/* What it will say, or has said, is not in the evidence. */
	ev->to_say = c->session || s->number[SET_REJECT_AT] == REJECT_AT_RCPT;
	ev->offender = ANSWER_WAITING; /* the log does not say */
	if (c->state < NAMED_NONE)
		evidence_name(ev, c->name);
	else if (c->state != NAMED_NONE)
		ev->has_name = c->state == NAMED_UNKNOWN ? ANSWER_UNKNOWN :
		    ANSWER_WAITING;
	ev->unproven = c->state == NAMED_CLAIMED || c->state == NAMED_DOUBTFUL;
	ev->doubtful = c->state == NAMED_DOUBTFUL;
	ev->learnt = c->state < NAMED_NONE && c->state != NAMED_GIVEN;
	if (c->state == NAMED_GIVEN && s->number[SET_NAMES] ==
	    NAMES_UNVERIFIED)
		evidence_doubt(ev);
	hearsay_begin(&t->hearsay, &source, ev, c->state, c->lists);
	lookup_begin(&t->lookup, &source, ev);
	client_begin(&t->client, ev, &t->lookup, c->at_s);
}

/* A refusal for ever of a client under a name that only somebody told needs to
 * know its others: see policy/judge.c. */
static void
settle(struct trial *t)
{
	const struct evidence *ev = &t->ev;
	const struct verdict *v = &t->verdict;

	t->now.action = v->action;
	t->now.undetermined = !v->settled || v->undecided ||
	    (v->code >= 500 && ev->has_name == ANSWER_YES && ev->unproven &&
	    !ev->learnt);
}

/* Find the rules without which the action would be another. */
static int
find_only(struct trial *t, struct err *e)
{
	const enum rule_action action = t->now.action;
	struct verdict *v = &t->verdict;
	size_t i;

	t->listening = false;
	for (i = 0; i < t->now.len; i++) {
		const struct catalogue_rule *r = &t->c->rule[t->now.rule[i]];

		if (r->mode != RULE_ON || r->action == RULE_MARK)
			continue;
		t->without = r->at;
		if (decide(v, &t->decider, &t->client, e) == -1)
			return -1;
		if (v->action != action)
			t->now.only |= UINT32_C(1) << i;
	}
	t->without = CATALOGUE_NONE;
	return 0;
}

/* Whether the rule that was read last would hold. */
static int
would_hold(bool *out, struct trial *t, const struct view *v, struct err *e)
{
	const struct rule *r = &t->c->lib->rules.rule;
	struct finding f;

	*out = false;
	if (r->mode == RULE_OFF || (r->expires_s != 0 &&
	    t->client.now_s >= r->expires_s))
		return 0;
	if (ask_rule(&f, v, r, e) == -1)
		return -1;
	*out = f.answer == ANSWER_YES;
	return 0;
}

/* Ask those of the candidates that stand behind the rule which decided. */
static int
find_later(struct trial *t, struct err *e)
{
	struct ruleset *set = &t->c->lib->rules;
	const struct candidates *room = t->decider.room;
	const struct margin margin = { 0, 0, 0, 0 };
	const struct view v = { .img = set->img, .regex = t->decider.regex,
		.cache = t->decider.cache, .client = &t->client,
		.score_milli = &t->verdict.score_milli, .margin = &margin,
		.ip_searched = set->settings.number[
		    SET_DEFAULT_UNRESOLVED_ACTION] == RULE_PASS };
	const uint32_t from = t->c->rule[t->now.decider].at;
	uint32_t rule;
	size_t i;
	bool yes;

	regex_engine_reset(t->decider.regex);
	for (i = 0; i < room->len; i++) {
		if (room->rule[i] <= from)
			continue;
		rule = catalogue_find(t->c, room->rule[i]);
		if (rule == CATALOGUE_NONE || t->spared[rule])
			continue;
		ruleset_seek(set, room->rule[i]);
		if (ruleset_next(set, e) == RULESET_FAILED ||
		    would_hold(&yes, t, &v, e) == -1)
			return -1;
		if (yes && t->now.later < TRIAL_RULES_MAX)
			t->now.later_rule[t->now.later++] = rule;
	}
	return 0;
}

/* Ask about the client that was taken. */
static int
ask(struct trial *t, struct err *e)
{
	memset(&t->now, 0, sizeof(t->now));
	t->now.decider = t->without = CATALOGUE_NONE;
	t->listening = true;
	if (decide(&t->verdict, &t->decider, &t->client, e) == -1)
		return -1;
	settle(t);
	if (!t->closely || t->now.undetermined)
		return 0;
	if (t->now.decider != CATALOGUE_NONE && !t->decider.room->all &&
	    find_later(t, e) == -1)
		return -1;
	return find_only(t, e);
}

/* What the verdict depends on, if the client has no name that is known. */
static int
key_of(struct memory_key *key, struct trial *t, const struct trial_client *c,
    struct err *e)
{
	const struct view v = { .img = t->c->lib->rules.img,
		.client = &t->client };

	memset(key, 0, sizeof(*key));
	key->lists = c->lists_number;
	key->epoch = (uint32_t)catalogue_epoch(t->c, c->at_s);
	key->state = (unsigned char)c->state;
	key->bits = (unsigned char)c->ip.bits;
	key->session = c->session;
	return view_chain(&v, &key->chain, e);
}

/* Remember what came out; without room or memory it is asked again. */
static void
remember(struct trial *t, const struct memory_key *key)
{
	struct trial_result *grown;
	uint32_t *n;
	char *copy;

	if (t->results == REMEMBERED_MAX || (grown = grow_array(t->result,
	    t->results, &t->cap, sizeof(*grown))) == NULL)
		return;
	t->result = grown;
	copy = arena_copy(&t->keys, (const char *)key, sizeof(*key));
	if (copy == NULL ||
	    (n = table_put(&t->known, copy, sizeof(*key))) == NULL)
		return;
	*n = (uint32_t)t->results;
	t->result[t->results++] = t->now;
}

int
trial_ask(const struct trial_result **out, struct trial *t,
    const struct trial_client *c, struct err *e)
{
	struct memory_key key;
	const uint32_t *n;

	take(t, c);
	*out = &t->now;
	if (c->state != NAMED_UNKNOWN && c->state != NAMED_UNTOLD)
		return ask(t, e);
	if (key_of(&key, t, c, e) == -1)
		return -1;
	n = table_get(&t->known, (const char *)&key, sizeof(key));
	if (n != NULL) {
		*out = &t->result[*n];
		return 0;
	}
	if (ask(t, e) == -1)
		return -1;
	remember(t, &key);
	return 0;
}

void
trial_free(struct trial *t)
{
	if (t == NULL)
		return;
	free(t->spared);
	table_free(&t->known);
	arena_free(&t->keys);
	free(t->result);
	free(t);
}
