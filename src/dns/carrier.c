/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dns/carrier.h"

#include "base/fdio.h"
#include "dns/response.h"

/* The question that a message is about, or NULL; *w is what it asks. */
static struct question *
question_of(const struct carrier *c, const struct message *m,
    struct packet_question *w)
{
	char name[DNS_NAME_SIZE];
	struct question *q;

	if (!question_read(w, name, m))
		return NULL;
	q = c->owner.find(c->owner.of, name, w->type);
	return q != NULL && q->carrier == c ? q : NULL;
}

static void
on_sent(void *of, const struct message *m)
{
	struct packet_question w;
	struct question *q = question_of(of, m, &w);

	if (q != NULL)
		question_sent(q, m->socket, w.id);
}

static void
settle(struct question *q)
{
	q->carrier->owner.settled(q->carrier->owner.of, q);
}

/* Before c-ares has it.  What is nobody's answer it does not see at all, or
 * releases since 1.21 take it for a reason to ask again. */
static size_t
on_came(void *of, const struct message *m)
{
	struct packet_question w;
	struct question *q = question_of(of, m, &w);
	bool waiting;
	size_t left;

	if (q == NULL)
		return 0;
	waiting = q->answer.state == DNS_WAITING;
	left = question_came(q, m, &w);
	if (waiting && q->answer.state != DNS_WAITING)
		settle(q);
	return left;
}

static void
on_events(void *of, int fd, short events)
{
	struct carrier *c = of;

	if (c->owner.events != NULL)
		c->owner.events(c->owner.of, fd, events);
}

int
carrier_open(struct carrier *out, const struct channel_options *opt,
    const struct carrier_owner *owner, struct err *e)
{
	struct socket_watch watch = { on_sent, on_came, on_events, out };

	out->owner = *owner;
	return channel_open(&out->channel, opt, &watch, e);
}

/* The answer stands, and c-ares has done with the question. */
static void
leave(struct question *q)
{
	struct carrier_owner *owner = &q->carrier->owner;

	if (owner->left != NULL)
		owner->left(owner->of, q);
}

void
carrier_give_up(struct question *q, const char *why)
{
	answer_unknown(&q->answer, q->answer.type, why);
	settle(q);
	leave(q);
}

/* Why c-ares has no answer. */
static const char *
why_none(const struct question *q, int status)
{
	const struct cares *cares = &q->carrier->channel.cares;

	if (status == ARES_ECANCELLED || status == ARES_ETIMEOUT)
		return "no answer in time";
	if (q->doubt != NULL)
		return q->doubt;
	return status == ARES_SUCCESS || status == ARES_ENODATA ||
		status == ARES_ENOTFOUND ?
	    "no answer was seen" : cares->strerror(status);
}

/* c-ares has done with the question, and if it has not been settled by what
 * came, it never will, but for more time, or TCP. */
static void
on_answer(void *arg, int status, int timeouts, unsigned char *response,
    int len)
{
	struct question *q = arg;

	(void)timeouts;
	(void)response;
	(void)len;
	if (q->answer.state != DNS_WAITING)
		leave(q);
	else if (status == ARES_ETIMEOUT && fd_now_ms() < q->deadline_ms)
		carrier_send(q->carrier, q);
	else if (q->cut && status != ARES_EDESTRUCTION)
		q->carrier->owner.cut(q->carrier->owner.of, q);
	else
		carrier_give_up(q, why_none(q, status));
}

void
carrier_send(struct carrier *c, struct question *q)
{
	q->carrier = c;
	c->channel.cares.query(c->channel.ares, q->name, RESPONSE_IN,
	    (int)q->answer.type, on_answer, q);
}
