/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "door/await.h"

#include "base/err.h"
#include "base/fdio.h"
#include "dns/resolver.h"

/* The resolver, made when the first question is asked. */
static struct resolver *
resolver_of(struct await *a)
{
	const struct settings *s = &a->decider->rules->settings;
	struct resolver_options options = {
		.servers = s->text[SET_DNS_SERVERS],
		.timeout_ms = (unsigned)s->number[SET_DNS_TIMEOUT] };
	struct err e;

	if (a->resolver == NULL && !a->broken)
		a->broken = resolver_open(&a->resolver, &options, &e) == -1;
	if (a->since_us == 0)
		a->since_us = fd_now_us();
	return a->resolver;
}

static int
on_ask(void *of, const char *name, enum dns_type type)
{
	struct await *a = of;
	int question;

	if (resolver_of(a) == NULL)
		return 0;
	question = resolver_ask(a->resolver, name, type);
	/* What is never asked has a number behind all others. */
	if (question >= a->questions && question < QUESTIONS_MAX)
		a->questions = question + 1;
	return question;
}

static const struct dns_answer *
on_answer(void *of, int question)
{
	static const struct dns_answer unknown = { .state = DNS_UNKNOWN,
		.why = "no resolver" };
	struct await *a = of;

	return a->broken ? &unknown : resolver_answer(a->resolver, question);
}

void
await_begin(struct await *a, const struct decider *d, unsigned flags)
{
	a->decider = d;
	a->dns = (flags & AWAIT_DNS) != 0;
	a->class = (flags & AWAIT_CLASS) != 0;
	a->resolver = NULL;
	a->broken = false;
	a->questions = 0;
	a->since_us = 0;
	a->waited_us = 0;
	a->offences = NULL;
	a->away = false;
}

/* Begin with a client, and forget the one before. */
static void
next_client(struct await *a, struct evidence *ev, int64_t now_s)
{
	const struct dns_source source = { on_ask, on_answer, a };
	bool dns = a->dns &&
	    a->decider->rules->settings.number[SET_DNS_TIMEOUT] > 0;

	if (a->resolver != NULL)
		resolver_reset(a->resolver);
	a->since_us = 0;
	a->waited_us = 0;
	a->questions = 0;
	judge_begin(&a->judge, a->decider, ev, dns ? &source : NULL, now_s);
	if (a->offences != NULL && ev->has_ip)
		ev->offender = ANSWER_WAITING;
}

/* Wait for something new.  False if nothing can come: every question has its
 * answer, and since *seen none was asked. */
static bool
wait(struct await *a, int *seen)
{
	if (a->resolver == NULL)
		return false;
	if (resolver_wait(a->resolver) != RESOLVER_DONE)
		return true;
	if (*seen == a->questions)
		return false;
	*seen = a->questions;
	return true;
}

/* Ask the daemon, if a rule does.  False: none does, or not any more. */
static bool
told_offences(struct await *a)
{
	unsigned offences = 0;
	bool known;

	if (!judge_wants_offences(&a->judge))
		return false;
	known = a->offences(&offences, a->arg, &a->judge.ev->ip);
	a->away = a->away || !known;
	judge_tell_offences(&a->judge, known, offences);
	return true;
}

/* Step until the verdict stands or nothing can come any more. */
static enum judge_answer
settle(struct verdict *out, struct await *a, struct err *e)
{
	enum judge_answer answer;
	int seen = 0;

	do {
		answer = judge_step(out, &a->judge, e);
	} while (answer == JUDGE_WAITING &&
	    (told_offences(a) || wait(a, &seen)));
	return answer;
}

/* What goes into a verdict beside what the rules say. */
static int
complete(struct verdict *out, struct await *a, struct err *e)
{
	if (a->broken)
		notes_add(&a->judge.client.notes, NOTE_DNS, "resolver",
		    "broken");
	return a->class ? judge_class(out, &a->judge, e) : 0;
}

/* Decide about the client with whom was begun. */
static int
decide_client(struct verdict *out, struct await *a, struct err *e)
{
	enum judge_answer answer = settle(out, a, e);

	if (answer == JUDGE_FAILED || (answer == JUDGE_WAITING &&
	    judge_end(out, &a->judge, NULL, e) == -1))
		return -1;
	if (a->resolver != NULL && resolver_ready(a->resolver, e) == -1)
		return -1;
	if (a->since_us != 0)
		a->waited_us = (uint64_t)(fd_now_us() - a->since_us);
	return complete(out, a, e);
}

int
await_client(struct verdict *out, struct await *a, struct evidence *ev,
    int64_t now_s, struct err *e)
{
	next_client(a, ev, now_s);
	return decide_client(out, a, e);
}

int
await_again(struct verdict *out, struct await *a, struct err *e)
{
	if (a->resolver != NULL)
		resolver_again(a->resolver);
	judge_again(&a->judge);
	return decide_client(out, a, e);
}

int
await_shown(struct verdict *out, struct await *a, struct evidence *ev,
    int64_t now_s, const struct decide_viewer *viewer, struct err *e)
{
	int seen = 0;

	next_client(a, ev, now_s);
	a->judge.patient = true;
	if (settle(out, a, e) == JUDGE_FAILED)
		return -1;
	while (judge_text(out, &a->judge) == JUDGE_WAITING && wait(a, &seen))
		;
	if (judge_end(out, &a->judge, viewer, e) == -1)
		return -1;
	return complete(out, a, e);
}

void
await_end(struct await *a)
{
	resolver_close(a->resolver);
	a->resolver = NULL;
}
