/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dns/resolver.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/fdio.h"
#include "dns/channel.h"
#include "dns/question.h"

#define CLASS_IN  1 /* RFC 1035 section 3.2.4 */

/* Numbers of questions that are never asked, behind all others. */
enum { NOT_A_NAME = RESOLVER_QUESTIONS_MAX, TOO_MANY, NO_MEMORY, NUMBERS };

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

/* The question that a message is about, asked or answered, or NULL. */
static struct question *
question_of(const struct resolver *r, const struct packet_question *w)
{
	char name[DNS_NAME_SIZE];
	int i;

	packet_text(name, sizeof(name), &w->name);
	i = question_find(r, name, w->type);
	return i < r->count && w->class == CLASS_IN ? r->question[i] : NULL;
}

static void
on_sent(void *of, const struct message *m)
{
	struct packet p = { m->data, m->len };
	struct packet_question w;
	struct question *q;

	if (packet_question(&w, &p) && (q = question_of(of, &w)) != NULL)
		question_sent(q, m->socket, w.id);
}

/* The answer is settled. */
static void
question_end(struct question *q)
{
	q->owner->open--;
	q->owner->news = true;
}

/* Before c-ares has it.  What is nobody's answer it does not see at all, or
 * releases since 1.21 take it for a reason to ask again. */
static size_t
on_came(void *of, const struct message *m)
{
	struct packet p = { m->data, m->len };
	struct packet_question w;
	struct question *q;
	bool waiting;
	size_t left;

	if (!packet_question(&w, &p) || (q = question_of(of, &w)) == NULL)
		return 0;
	waiting = q->answer.state == DNS_WAITING;
	left = question_came(q, m, &w);
	if (waiting && q->answer.state != DNS_WAITING)
		question_end(q);
	return left;
}

int
resolver_open(struct resolver **out, const struct resolver_options *options,
    struct err *e)
{
	struct resolver *r = calloc(1, sizeof(*r));
	struct socket_watch watch = { on_sent, on_came, r };

	if (r == NULL)
		return err_temp(e, errno, "allocate a resolver");
	if (channel_open(&r->channel, options->servers, options->timeout_ms,
	    &watch, e) == -1) {
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

static void on_answer(void *arg, int status, int timeouts,
    unsigned char *response, int len);

static void
question_send(struct question *q)
{
	ares_query(q->owner->channel.ares, q->name, CLASS_IN,
	    (int)q->answer.type, on_answer, q);
}

/* c-ares has done with the question, and if it has not been settled by what
 * came, it never will.  But c-ares asks only once over TCP and gives up long
 * before the deadline; the server may have found the answer meanwhile. */
static void
on_answer(void *arg, int status, int timeouts, unsigned char *response,
    int len)
{
	struct question *q = arg;
	const char *why = q->doubt;

	(void)timeouts;
	(void)response;
	(void)len;
	if (q->answer.state != DNS_WAITING)
		return;
	if (status == ARES_ETIMEOUT && fd_now_ms() < q->owner->deadline_ms) {
		question_send(q);
		return;
	}
	if (status == ARES_ECANCELLED || status == ARES_ETIMEOUT)
		why = "no answer in time";
	else if (why == NULL)
		why = status == ARES_SUCCESS || status == ARES_ENODATA ||
			status == ARES_ENOTFOUND ?
		    "no answer was seen" : ares_strerror(status);
	answer_unknown(&q->answer, q->answer.type, why);
	question_end(q);
}

static void
question_ask(struct question *q)
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
	char text[QUESTION_TEXT_MAX + 1];
	struct question *q;
	int i;

	if (!question_name(text, name))
		return NOT_A_NAME;
	i = question_find(r, text, (unsigned)type);
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
	question_begin(q, r, text, type);
	question_ask(q);
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
	if (late || r->open == 0)
		channel_rest(&r->channel); /* answers all that is open */
	r->news = false;
	if (late)
		return RESOLVER_LATE;
	return r->open > 0 ? RESOLVER_MORE : RESOLVER_DONE;
}

void
resolver_reset(struct resolver *r)
{
	channel_rest(&r->channel);
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
