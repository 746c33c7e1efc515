/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dns/resolver.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/fdio.h"
#include "dns/channel.h"

#define LABEL_MAX 63
#define TEXT_MAX  253
#define CLASS_IN  1 /* RFC 1035 section 3.2.4 */

/* Numbers of questions that are never asked, behind all others. */
enum { NOT_A_NAME = RESOLVER_QUESTIONS_MAX, TOO_MANY, NO_MEMORY, NUMBERS };

struct question {
	struct resolver *owner;
	char name[TEXT_MAX + 1];
	struct dns_answer answer;
};

struct resolver {
	struct channel channel;
	unsigned timeout_ms;
	int64_t deadline_ms; /* 0: nothing asked yet */
	unsigned open;       /* questions without an answer */
	bool news;           /* an answer since the last resolver_wait */
	int count;
	struct question *question[RESOLVER_QUESTIONS_MAX]; /* NULL: unused */
	struct dns_answer never[NUMBERS - NOT_A_NAME];
};

static void
never_set(struct resolver *r, int number, const char *why)
{
	answer_unknown(&r->never[number - NOT_A_NAME], DNS_A, why);
}

int
resolver_open(struct resolver **out, const struct resolver_options *options,
    struct err *e)
{
	struct resolver *r = calloc(1, sizeof(*r));

	if (r == NULL)
		return err_temp(e, errno, "allocate a resolver");
	if (channel_open(&r->channel, options->servers, options->timeout_ms,
	    e) == -1) {
		free(r);
		return -1;
	}
	r->timeout_ms = options->timeout_ms;
	never_set(r, NOT_A_NAME, "not a name");
	never_set(r, TOO_MANY, "too many questions");
	never_set(r, NO_MEMORY, "no memory");
	*out = r;
	return 0;
}

/* Copy name in lower case without the dot at its end. */
static bool
name_copy(char out[TEXT_MAX + 1], const char *name)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
	size_t i, label = 0, len = strlen(name);

	len -= len > 0 && name[len - 1] == '.';
	if (len == 0 || len > TEXT_MAX)
		return false;
	for (i = 0; i < len; i++) {
		out[i] = name[i];
		if (name[i] >= 'A' && name[i] <= 'Z')
			out[i] = (char)(name[i] + ('a' - 'A'));
		if (name[i] == '.') {
			if (label == 0)
				return false;
			label = 0;
			continue;
		}
		if (strchr(allowed, name[i]) == NULL || label == LABEL_MAX)
			return false;
		label++;
	}
	out[len] = '\0';
	return label > 0;
}

static void on_answer(void *arg, int status, int timeouts,
    unsigned char *response, int len);

static void
question_send(struct question *q)
{
	ares_query(q->owner->channel.ares, q->name, CLASS_IN,
	    (int)q->answer.type, on_answer, q);
}

/* c-ares asks only once over TCP and gives up long before the deadline; the
 * server may have found the answer meanwhile. */
static void
on_answer(void *arg, int status, int timeouts, unsigned char *response,
    int len)
{
	struct question *q = arg;
	struct resolver *r = q->owner;
	struct dns_question asked = { q->name, q->answer.type };

	(void)timeouts;
	if (status == ARES_ETIMEOUT && fd_now_ms() < r->deadline_ms) {
		question_send(q);
		return;
	}
	r->open--;
	r->news = true;
	if (response != NULL && len > 0)
		answer_decode(&q->answer, response, (size_t)len, &asked);
	else if (status == ARES_ECANCELLED)
		answer_unknown(&q->answer, asked.type, "no answer in time");
	else
		answer_unknown(&q->answer, asked.type, ares_strerror(status));
}

/* The question's number, or that of the first unused one. */
static int
question_find(const struct resolver *r, const char *name, enum dns_type type)
{
	int i;

	for (i = 0; i < r->count; i++)
		if (r->question[i]->answer.type == type &&
		    strcmp(r->question[i]->name, name) == 0)
			break;
	return i;
}

static void
question_begin(struct question *q)
{
	struct resolver *r = q->owner;
	int64_t now = fd_now_ms();

	if (r->deadline_ms == 0)
		r->deadline_ms = now + r->timeout_ms;
	if (now >= r->deadline_ms) {
		answer_unknown(&q->answer, q->answer.type, "no time left");
		return;
	}
	r->open++;
	question_send(q);
}

int
resolver_ask(struct resolver *r, const char *name, enum dns_type type)
{
	char text[TEXT_MAX + 1];
	struct question *q;
	int i;

	if (!name_copy(text, name))
		return NOT_A_NAME;
	i = question_find(r, text, type);
	if (i < r->count)
		return i;
	if (i == RESOLVER_QUESTIONS_MAX)
		return TOO_MANY;
	if (r->question[i] == NULL)
		r->question[i] = malloc(sizeof(*q));
	q = r->question[i];
	if (q == NULL)
		return NO_MEMORY;
	r->count++;
	q->owner = r;
	memcpy(q->name, text, strlen(text) + 1);
	q->answer = (struct dns_answer){ .type = type, .why = "" };
	question_begin(q);
	return i;
}

const struct dns_answer *
resolver_answer(const struct resolver *r, int question)
{
	if (question >= NOT_A_NAME)
		return &r->never[question - NOT_A_NAME];
	return &r->question[question]->answer;
}

enum resolver_event
resolver_wait(struct resolver *r)
{
	int64_t left_ms;
	bool late = false;

	while (r->open > 0 && !r->news && !late) {
		left_ms = r->deadline_ms - fd_now_ms();
		late = left_ms <= 0 || channel_wait(&r->channel, left_ms) == -1;
	}
	if (late)
		ares_cancel(r->channel.ares); /* answers all that is open */
	r->news = false;
	if (late)
		return RESOLVER_LATE;
	return r->open > 0 ? RESOLVER_MORE : RESOLVER_DONE;
}

void
resolver_reset(struct resolver *r)
{
	ares_cancel(r->channel.ares);
	r->deadline_ms = 0;
	r->open = 0;
	r->news = false;
	r->count = 0;
}

void
resolver_close(struct resolver *r)
{
	int i;

	if (r == NULL)
		return;
	channel_close(&r->channel);
	for (i = 0; i < RESOLVER_QUESTIONS_MAX && r->question[i] != NULL; i++)
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
