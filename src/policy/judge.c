/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/judge.h"

#include <string.h>

#include "base/err.h"
#include "dns/resolver.h"
#include "policy/naming.h"
#include "policy/zone_mask.h"

/* The resolver, made when the first question is asked. */
static struct resolver *
resolver_of(struct judge *j)
{
	const struct settings *s = &j->decider->rules->settings;
	struct resolver_options options = {
		.servers = s->text[SET_DNS_SERVERS],
		.timeout_ms = (unsigned)s->number[SET_DNS_TIMEOUT] };
	struct err e;

	if (j->resolver == NULL && !j->broken)
		j->broken = resolver_open(&j->resolver, &options, &e) == -1;
	return j->resolver;
}

static int
ask(void *of, const char *name, enum dns_type type)
{
	struct judge *j = of;
	int question;

	if (resolver_of(j) == NULL)
		return 0;
	question = resolver_ask(j->resolver, name, type);
	if (question >= j->questions)
		j->questions = question + 1;
	return question;
}

static const struct dns_answer *
answer(void *of, int question)
{
	static const struct dns_answer unknown = { .state = DNS_UNKNOWN,
		.why = "no resolver" };
	struct judge *j = of;

	return j->broken ? &unknown : resolver_answer(j->resolver, question);
}

void
judge_begin(struct judge *j, const struct decider *d, unsigned flags)
{
	*j = (struct judge){ .decider = d, .flags = flags };
}

/* Forget the client before. */
static void
next_client(struct judge *j, struct evidence *ev)
{
	const struct dns_source source = { ask, answer, j };

	if (j->resolver != NULL)
		resolver_reset(j->resolver);
	j->questions = 0;
	lookup_begin(&j->lookup, &source, ev);
	ev->lookup = &j->lookup;
}

/* Ask for the client's name.  True if that is decided now. */
static bool
learn_name(struct judge *j, struct evidence *ev)
{
	struct lookup_named found;
	enum answer has = lookup_name(&j->lookup, &found);

	if (has == ANSWER_YES)
		evidence_name(ev, found.name);
	else
		ev->has_name = has;
	ev->unproven = has == ANSWER_YES && !found.proven;
	ev->doubtful = has == ANSWER_YES && found.doubtful;
	return has != ANSWER_WAITING;
}

/* Wait for something new.  False if nothing can come. */
static bool
wait(struct judge *j, int *seen)
{
	if (j->resolver == NULL)
		return false;
	if (resolver_wait(j->resolver) != RESOLVER_DONE)
		return true;
	if (*seen == j->questions)
		return false;
	*seen = j->questions;
	return true;
}

/* Walk the rules until the verdict is settled, or, if patient, until every
 * question is answered. */
static int
settle(struct verdict *out, struct judge *j, struct evidence *ev,
    int64_t now_s, struct err *e)
{
	struct decider quiet = *j->decider;
	bool patient = quiet.viewer != NULL;
	int seen = 0;

	quiet.viewer = NULL;
	for (;;) {
		if (decide(out, &quiet, ev, now_s, e) == -1)
			return -1;
		if (out->settled && !patient)
			return 0;
		if (ev->has_name == ANSWER_WAITING && learn_name(j, ev))
			continue;
		if (!wait(j, &seen))
			break;
	}
	evidence_give_up(ev);
	return decide(out, j->decider, ev, now_s, e);
}

/* Fetch what the list that decided says, if the reply is to tell. */
static void
fetch_text(struct verdict *v, struct judge *j)
{
	const char *text = NULL;
	int seen = 0;

	if (!verdict_refuses(v) || v->listed[0] == '\0' ||
	    strstr(v->text, "%t") == NULL)
		return;
	while (lookup_text(&j->lookup, v->listed_kind, v->listed, &text) ==
	    ANSWER_WAITING && wait(j, &seen))
		;
	if (text != NULL) {
		memcpy(v->list_text, text, strlen(text) + 1);
		zone_mask_hide(v->list_text, v->listed);
	}
}

/* Decide with DNS. */
static int
ask_and_decide(struct verdict *out, struct judge *j, struct evidence *ev,
    int64_t now_s, struct err *e)
{
	next_client(j, ev);
	if (settle(out, j, ev, now_s, e) == -1)
		return -1;
	if (j->broken)
		verdict_note_once(out->dns, "resolver:broken");
	fetch_text(out, j);
	return 0;
}

static int
add_class(struct verdict *out, const struct judge *j,
    const struct evidence *ev, struct err *e)
{
	struct class c;
	bool found;

	if (naming_find(&c, &found, ev, j->decider->rules->img, e) == -1)
		return -1;
	if (found)
		out->class = class_word(c.kind);
	return 0;
}

int
judge_client(struct verdict *out, struct judge *j, struct evidence *ev,
    int64_t now_s, struct err *e)
{
	bool dns = (j->flags & JUDGE_DNS) != 0 && ev->has_ip &&
	    j->decider->rules->settings.number[SET_DNS_TIMEOUT] > 0;
	int rc;

	if (!dns)
		evidence_give_up(ev);
	rc = dns ? ask_and_decide(out, j, ev, now_s, e) :
	    decide(out, j->decider, ev, now_s, e);
	if (rc == 0 && (j->flags & JUDGE_CLASS) != 0 && out->class == NULL)
		rc = add_class(out, j, ev, e);
	return rc;
}

void
judge_end(struct judge *j)
{
	resolver_close(j->resolver);
	j->resolver = NULL;
}
