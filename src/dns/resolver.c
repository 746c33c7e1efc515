/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dns/resolver.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/fdio.h"
#include "dns/carrier.h"

struct resolver {
	struct carrier carrier;
	unsigned timeout_ms;
	int64_t deadline_ms; /* 0: nothing asked yet */
	unsigned open;       /* questions without an answer */
	bool news;           /* an answer since the last resolver_wait */
	int count;
	struct question *question[QUESTIONS_MAX]; /* NULL: unused */
};

/* The question's number, or that of the first unused one. */
static int
question_find(const struct resolver *r, const char *name, unsigned type)
{
	int i;

	for (i = 0; i < r->count; i++)
		if ((unsigned)r->question[i]->answer.type == type &&
		    strcmp(r->question[i]->name, name) == 0)
			break;
	return i;
}

static struct question *
on_find(void *of, const char *name, unsigned type)
{
	struct resolver *r = of;
	int i = question_find(r, name, type);

	return i < r->count ? r->question[i] : NULL;
}

static void
on_settled(void *of, struct question *q)
{
	struct resolver *r = of;

	(void)q;
	r->open--;
	r->news = true;
}

int
resolver_open(struct resolver **out, const struct resolver_options *options,
    struct err *e)
{
	struct resolver *r = calloc(1, sizeof(*r));
	struct channel_options opt = { options->servers, options->timeout_ms,
		false };
	struct carrier_owner owner = { .find = on_find,
		.settled = on_settled, .of = r };

	if (r == NULL)
		return err_temp(e, errno, "allocate a resolver");
	if (carrier_open(&r->carrier, &opt, &owner, e) == -1) {
		free(r);
		return -1;
	}
	r->timeout_ms = options->timeout_ms;
	*out = r;
	return 0;
}

static void
question_ask(struct resolver *r, struct question *q)
{
	int64_t now = fd_now_ms();

	if (r->deadline_ms == 0)
		r->deadline_ms = now + r->timeout_ms;
	if (now >= r->deadline_ms) {
		answer_unknown(&q->answer, q->answer.type, "no time left");
		return;
	}
	q->deadline_ms = r->deadline_ms;
	r->open++;
	carrier_send(&r->carrier, q);
}

int
resolver_ask(struct resolver *r, const char *name, enum dns_type type)
{
	char text[QUESTION_TEXT_MAX + 1];
	struct question *q;
	int i;

	if (!question_name(text, name))
		return UNASKED_NAME;
	i = question_find(r, text, (unsigned)type);
	if (i < r->count)
		return i;
	if (i == QUESTIONS_MAX)
		return UNASKED_MANY;
	if (r->question[i] == NULL)
		r->question[i] = malloc(sizeof(*q));
	q = r->question[i];
	if (q == NULL)
		return UNASKED_MEMORY;
	r->count++;
	question_begin(q, text, type);
	question_ask(r, q);
	return i;
}

const struct dns_answer *
resolver_answer(const struct resolver *r, int question)
{
	if (question >= QUESTIONS_MAX)
		return unasked_answer(question);
	return &r->question[question]->answer;
}

enum resolver_event
resolver_wait(struct resolver *r)
{
	struct channel *c = &r->carrier.channel;
	int64_t left_ms;
	bool late = false;

	while (r->open > 0 && !r->news && !late) {
		left_ms = r->deadline_ms - fd_now_ms();
		late = left_ms <= 0 || channel_wait(c, left_ms) == -1;
	}
	if (late || r->open == 0)
		channel_rest(c); /* answers all that is open */
	r->news = false;
	if (late)
		return RESOLVER_LATE;
	return r->open > 0 ? RESOLVER_MORE : RESOLVER_DONE;
}

void
resolver_reset(struct resolver *r)
{
	channel_rest(&r->carrier.channel);
	r->deadline_ms = 0;
	r->open = 0;
	r->news = false;
	r->count = 0;
}

void
resolver_again(struct resolver *r)
{
	int i;

	r->deadline_ms = r->open > 0 ? fd_now_ms() + r->timeout_ms : 0;
	for (i = 0; i < r->count; i++)
		if (r->question[i]->answer.state == DNS_WAITING)
			r->question[i]->deadline_ms = r->deadline_ms;
}

void
resolver_close(struct resolver *r)
{
	int i;

	if (r == NULL)
		return;
	channel_close(&r->carrier.channel);
	for (i = 0; i < QUESTIONS_MAX && r->question[i] != NULL; i++)
		free(r->question[i]);
	free(r);
}

static int
on_ask(void *of, const char *name, enum dns_type type)
{
	return resolver_ask(of, name, type);
}

static const struct dns_answer *
on_look(void *of, int question)
{
	return resolver_answer(of, question);
}

struct dns_source
resolver_source(struct resolver *r)
{
	return (struct dns_source){ on_ask, on_look, r };
}
