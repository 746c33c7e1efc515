/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dns/resolver.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/fdio.h"
#include "dns/carrier.h"
#include "dns/cares.h"
#include "dns/direct.h"
#include "dns/resolvconf.h"

/* Questions lie beside each other, as many as most clients need: a piece of
 * memory of its own for each is a mapping for each. */
#define ROW 8

struct resolver {
	struct dns_servers servers; /* none: c-ares finds them */
	struct direct direct;       /* each question's first time */
	bool carried;               /* there is a carrier */
	bool alone;                 /* one was needed, and there is none */
	struct carrier carrier;     /* of what direct has no answer to */
	unsigned timeout_ms;
	int64_t deadline_ms; /* 0: nothing asked yet */
	unsigned open;       /* questions without an answer */
	bool news;           /* an answer since the last resolver_wait */
	int count;
	struct question *row[QUESTIONS_MAX / ROW]; /* owned; NULL: unused */
};

static struct question *
question_at(const struct resolver *r, int i)
{
	return &r->row[i / ROW][i % ROW];
}

/* The question's number, or that of the first unused one. */
static int
question_find(const struct resolver *r, const char *name, unsigned type)
{
	const struct question *q;
	int i;

	for (i = 0; i < r->count; i++) {
		q = question_at(r, i);
		if ((unsigned)q->answer.type == type &&
		    strcmp(q->name, name) == 0)
			break;
	}
	return i;
}

static struct question *
on_find(void *of, const char *name, unsigned type)
{
	struct resolver *r = of;
	int i = question_find(r, name, type);

	return i < r->count ? question_at(r, i) : NULL;
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

	if (r == NULL)
		return err_temp(e, errno, "allocate a resolver");
	if (servers_parse(&r->servers, options->servers, e) == -1)
		goto out;
	if (r->servers.count == 0)
		resolvconf_read(&r->servers);
	if (direct_open(&r->direct, &r->servers, e) == -1)
		goto out;
	r->timeout_ms = options->timeout_ms;
	*out = r;
	return 0;
out:
	free(r);
	return -1;
}

/* Have a carrier.  It asks the first server, who was asked already, last. */
static bool
carrier_ready(struct resolver *r)
{
	struct dns_servers s = r->servers;
	struct channel_options opt = { &s, r->timeout_ms, false };
	struct carrier_owner owner = { .find = on_find,
		.settled = on_settled, .of = r };
	struct err e;

	if (!r->carried && s.count > 1) {
		memmove(&s.server[0], &s.server[1],
		    (s.count - 1) * sizeof(s.server[0]));
		s.server[s.count - 1] = r->servers.server[0];
	}
	if (!r->carried)
		r->carried = carrier_open(&r->carrier, &opt, &owner, &e) == 0;
	return r->carried;
}

static void
give_up(struct resolver *r, struct question *q, const char *why)
{
	answer_unknown(&q->answer, q->answer.type, why);
	on_settled(r, q);
}

/* Hand a question to c-ares, which sees to all that is to come. */
static void
carry(struct resolver *r, struct question *q)
{
	if (carrier_ready(r)) {
		carrier_send(&r->carrier, q);
		return;
	}
	r->alone = true;
	give_up(r, q, "c-ares cannot begin");
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
	q->again_ms = now + channel_again_ms(r->timeout_ms);
	q->deadline_ms = r->deadline_ms;
	r->open++;
	if (!direct_send(&r->direct, q))
		carry(r, q);
}

/* Make room for a question. */
static bool
row_ready(struct resolver *r, int i)
{
	struct question **row = &r->row[i / ROW];

	if (*row == NULL)
		*row = malloc(ROW * sizeof(**row));
	return *row != NULL;
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
	if (!row_ready(r, i))
		return UNASKED_MEMORY;
	r->count++;
	q = question_at(r, i);
	question_begin(q, text, type);
	question_ask(r, q);
	return i;
}

const struct dns_answer *
resolver_answer(const struct resolver *r, int question)
{
	if (question >= QUESTIONS_MAX)
		return unasked_answer(question);
	return &question_at(r, question)->answer;
}

/* Whether a question waits for its first time. */
static bool
is_direct(const struct question *q)
{
	return q->answer.state == DNS_WAITING && q->carrier == NULL;
}

/* Judge a message that came without c-ares. */
static void
came(struct resolver *r, const struct message *m)
{
	char name[DNS_NAME_SIZE];
	struct packet_question w;
	struct question *q;

	if (!question_read(&w, name, m) ||
	    (q = on_find(r, name, w.type)) == NULL ||
	    q->answer.state != DNS_WAITING || question_came(q, m, &w) == 0)
		return;
	if (q->answer.state != DNS_WAITING)
		on_settled(r, q);
	else
		q->again_ms = 0; /* the server has no answer */
}

/* Take what came without c-ares. */
static void
receive(struct resolver *r)
{
	unsigned char data[DIRECT_DATAGRAM_MAX];
	struct message m = { .data = data };
	unsigned left = CHANNEL_READS;

	while (r->open > 0 && left-- > 0 && direct_receive(&r->direct, &m))
		came(r, &m);
}

/* Hand to c-ares what is to be asked again. */
static void
carry_due(struct resolver *r)
{
	int64_t now = fd_now_ms();
	struct question *q;
	int i;

	for (i = 0; i < r->count; i++) {
		q = question_at(r, i);
		if (is_direct(q) && (r->direct.failed || q->again_ms <= now))
			carry(r, q);
	}
}

/* When something is to be done, whatever comes. */
static int64_t
until_ms(const struct resolver *r)
{
	int64_t until = r->deadline_ms;
	const struct question *q;
	int i;

	for (i = 0; i < r->count; i++) {
		q = question_at(r, i);
		if (is_direct(q) && q->again_ms < until)
			until = q->again_ms;
	}
	return until;
}

/* Wait once.  False: time is up, or waiting is impossible. */
static bool
wait_once(struct resolver *r)
{
	struct channel *c = &r->carrier.channel;
	struct pollfd p[SOCKETS_MAX + 1];
	int64_t now = fd_now_ms(), left_ms = until_ms(r) - now;
	nfds_t n = 0;

	if (now >= r->deadline_ms)
		return false;
	if (left_ms < 0)
		left_ms = 0;
	if (r->carried)
		n = channel_poll(c, p, &left_ms);
	p[n] = (struct pollfd){ .fd = r->direct.failed ? -1 : r->direct.fd,
		.events = POLLIN };
	if (poll(p, n + 1, (int)left_ms) == -1)
		return errno == EINTR;
	if (p[n].revents != 0)
		receive(r);
	if (r->carried)
		channel_take(c, p, n);
	carry_due(r);
	return true;
}

/* Give up what is open, and close all sockets. */
static void
rest(struct resolver *r)
{
	struct question *q;
	int i;

	if (r->carried)
		channel_rest(&r->carrier.channel); /* answers all it has */
	direct_rest(&r->direct);
	for (i = 0; i < r->count; i++) {
		q = question_at(r, i);
		if (is_direct(q))
			give_up(r, q, "no answer in time");
	}
}

enum resolver_event
resolver_wait(struct resolver *r)
{
	bool late = false;

	while (r->open > 0 && !r->news && !late)
		late = !wait_once(r);
	if (late || r->open == 0)
		rest(r);
	r->news = false;
	if (late)
		return RESOLVER_LATE;
	return r->open > 0 ? RESOLVER_MORE : RESOLVER_DONE;
}

int
resolver_ready(const struct resolver *r, struct err *e)
{
	struct cares cares;

	return r->alone ? cares_load(&cares, e) : 0;
}

void
resolver_reset(struct resolver *r)
{
	rest(r);
	r->alone = false;
	r->deadline_ms = 0;
	r->open = 0;
	r->news = false;
	r->count = 0;
}

void
resolver_again(struct resolver *r)
{
	struct question *q;
	int i;

	r->deadline_ms = r->open > 0 ? fd_now_ms() + r->timeout_ms : 0;
	for (i = 0; i < r->count; i++) {
		q = question_at(r, i);
		if (q->answer.state == DNS_WAITING)
			q->deadline_ms = r->deadline_ms;
	}
}

void
resolver_close(struct resolver *r)
{
	int i;

	if (r == NULL)
		return;
	if (r->carried)
		channel_close(&r->carrier.channel);
	direct_rest(&r->direct);
	for (i = 0; i < QUESTIONS_MAX / ROW && r->row[i] != NULL; i++)
		free(r->row[i]);
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
