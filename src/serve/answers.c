/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/answers.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/err.h"
#include "policy/evidence.h"
#include "policy/identity.h"
#include "rule/image.h"
#include "rule/settings.h"
#include "serve/crowd.h"
#include "serve/greenfile.h"
#include "serve/keeper.h"
#include "serve/offences.h"
#include "share/deed.h"
#include "smtp/refusal.h"
#include "smtp/reply.h"

/* Bits of an IPv6 address that a client is known by. */
#define NET6 64

void
answers_set(struct answers *a, const struct settings *s, struct image *img)
{
	a->img = img;
	a->grey.store = a->keeper->store;
	a->grey.delay_s = (unsigned)s->number[SET_GREYLIST_DELAY];
	a->grey.window_s = (unsigned)s->number[SET_GREYLIST_WINDOW];
	a->grey.green_s = (unsigned)s->number[SET_GREYLIST_GREEN];
	a->grey.net4 = (unsigned)s->number[SET_GREYLIST_NET4];
	a->green->keep_s = s->number[SET_GREYLIST_GREEN];
}

/* A question for the greylist. */
struct grey {
	struct deed deed;
	struct answers *answers;
	struct answers_call call;
	struct greylist_client client; /* its domain is below */
	int64_t now_s;
	enum greylist_answer answer;
	struct greylist_out out;
	char domain[];
};

static void
grey_run(struct deed *d)
{
	struct grey *g = (struct grey *)d;
	struct err e;

	g->answer = greylist_ask(&g->answers->grey, &g->client, g->now_s,
	    &g->out, &e);
}

static void
grey_done(struct deed *d, const struct err *e)
{
	struct grey *g = (struct grey *)d;
	struct answers *a = g->answers;
	const struct ip *ip = &g->client.ip;

	if (e != NULL)
		g->answer = GREYLIST_FAILED;
	switch (g->answer) {
	case GREYLIST_GREEN:
		a->count->n[STAT_GREY_GREEN]++;
		a->count->n[STAT_GREY_NEW] += g->out.news;
		greenfile_add(a->green, ip, ip->bits == 32 ? a->grey.net4 :
		    NET6, g->now_s);
		keeper_changed(a->keeper);
		break;
	case GREYLIST_WAIT:
		a->count->n[STAT_GREY_WAIT]++;
		a->count->n[STAT_GREY_EARLY] += g->out.early;
		keeper_changed(a->keeper);
		break;
	case GREYLIST_FAILED:
		a->count->n[STAT_GREY_FAILED]++;
	}
	g->call.told(g->call.arg, g->answer, g->out.wait_s);
}

struct deed *
answers_grey(struct answers *a, const struct ip *ip, const char *domain,
    const struct answers_call *call)
{
	const size_t size = strlen(domain) + 1;
	struct grey *g = malloc(sizeof(*g) + size);

	if (g == NULL) {
		a->count->n[STAT_GREY_FAILED]++;
		call->told(call->arg, GREYLIST_FAILED, 0);
		return NULL;
	}
	*g = (struct grey){ .deed = { .run = grey_run, .done = grey_done,
		.guess = true },
		.answers = a, .call = *call, .now_s = time(NULL),
		.client = { *ip, g->domain } };
	memcpy(g->domain, domain, size);
	return keeper_do(a->keeper, &g->deed);
}

/* Write the domain by which the client of a letter may be known.  The filter
 * vouches for the name alone: the daemon has the list of suffixes in memory,
 * and whoever writes a letter can't say what is a domain.  A filter before
 * 0.1.0 sends the domain, in which the same is found. */
static int
find_domain(char out[HOST_MAX + 1], const struct answers *a,
    const struct letter *l)
{
	struct evidence ev;
	struct err e;

	evidence_init(&ev);
	ev.ip = l->ip;
	ev.has_ip = true;
	evidence_name(&ev, l->name);
	return identity_domain(out, &ev, a->img, &e);
}

/* Say to a filter what the greylist says. */
static void
on_told(void *arg, enum greylist_answer answer, unsigned seconds)
{
	const struct filters_asker *who = arg;
	struct letter l = { .type = LETTER_GREY_IS };

	switch (answer) {
	case GREYLIST_GREEN:
		l.grey = LETTER_GREEN;
		break;
	case GREYLIST_WAIT:
		l.grey = LETTER_WAIT;
		l.seconds = seconds;
		break;
	case GREYLIST_FAILED:
		l = (struct letter){ .type = LETTER_CANNOT,
			.reason = "store" };
	}
	who->say(who->arg, &l);
}

static struct deed *
on_grey(void *arg, const struct letter *l, const struct filters_asker *who)
{
	const struct answers_call call = { on_told, (void *)(uintptr_t)who };
	static const struct letter rules = { .type = LETTER_CANNOT,
		.reason = "rules" };
	static const struct letter crowd = { .type = LETTER_GREY_IS,
		.grey = LETTER_CROWD };
	struct answers *a = arg;
	char domain[HOST_MAX + 1];

	if (find_domain(domain, a, l) == -1)
		who->say(who->arg, &rules);
	else if (crowd_spares(a->crowd, &l->ip))
		who->say(who->arg, &crowd);
	else
		return answers_grey(a, &l->ip, domain, &call);
	return NULL;
}

/* Whether a text is one line that refuses, as RFC 5321 has them. */
static bool
is_reply(const char *text)
{
	size_t len = strlen(text);

	return len > 2 && len <= REPLY_LINE_MAX &&
	    (*text == '4' || *text == '5') &&
	    strcspn(text, "\r\n") == len - 2 && text[len - 2] == '\r' &&
	    text[len - 1] == '\n';
}

/* That there are too many is no reason to leave the client to the filter: the
 * pool tells it 421, so that it takes no place of tcpserver's either. */
static const char *
on_room(void *arg, const struct letter *l)
{
	struct answers *a = arg;

	if (!is_reply(l->reply))
		return "bad reply";
	if (l->limit_ms == 0 || l->limit_ms > REFUSAL_LIMIT_MS)
		return "bad limit";
	if (held_room(a->pool, &l->ip) == HELD_STOPPING)
		return "ending";
	if (l->type == LETTER_SUSPECT && !a->relays)
		return "no relay";
	if (l->type == LETTER_SUSPECT && l->db != a->img->head.id)
		return "other rules";
	return crowd_spares(a->crowd, &l->ip) ? LETTER_CROWD_REASON : NULL;
}

static void
on_take(void *arg, const struct letter *l, int fd)
{
	struct answers *a = arg;
	char domain[HOST_MAX + 1] = "";
	unsigned char more[LETTER_MAX];
	struct held_client client = { .ip = l->ip, .line = l->reply,
		.host = l->host, .program = l->program, .domain = domain,
		.limit_ms = l->limit_ms,
		.banner = (l->flags & LETTER_BANNER) != 0,
		.tarpit = (l->flags & LETTER_BLOCK) != 0,
		.note = (l->flags & LETTER_NOTE) != 0,
		.asks = l->type == LETTER_SUSPECT };

	if (client.asks) {
		client.more = more;
		client.more_len = letter_pack(more, l);
	}
	if (client.note)
		(void)find_domain(domain, a, l);
	if ((l->flags & LETTER_PREGREET) != 0)
		offences_pregreet(a->offences, &l->ip);
	a->count->n[STAT_TAKEN]++;
	switch (held_take(a->pool, fd, &client)) {
	case HELD_FULL:
		a->count->n[STAT_TAKEN_FULL]++;
		break;
	case HELD_FULL_ADDRESS:
		a->count->n[STAT_TAKEN_ADDRESS]++;
		break;
	case HELD_ROOM:
	case HELD_STOPPING:
		break;
	}
}

/* What a client that waits has said of its mail. */
struct noted {
	struct deed deed;
	struct answers *answers;
	struct greylist_client client;
	const char *sender, *to; /* below, or NULL */
	bool failed;
	char text[];
};

static void
note_run(struct deed *d)
{
	struct noted *n = (struct noted *)d;
	struct err e;

	n->failed = greylist_note(&n->answers->grey, &n->client, n->sender,
	    n->to, &e) == -1;
}

static void
note_done(struct deed *d, const struct err *e)
{
	struct noted *n = (struct noted *)d;

	if (e == NULL && !n->failed)
		keeper_changed(n->answers->keeper);
}

/* Copy a text to *at and move that behind it. */
static const char *
copy(char **at, const char *text)
{
	char *to = *at;
	size_t size = text != NULL ? strlen(text) + 1 : 0;

	if (text == NULL)
		return NULL;
	memcpy(to, text, size);
	*at += size;
	return to;
}

static size_t
size_of(const char *text)
{
	return text != NULL ? strlen(text) + 1 : 0;
}

/* Note that; nobody waits for it. */
static void
note(struct answers *a, const struct greylist_client *client,
    const char *sender, const char *to)
{
	struct noted *n = malloc(sizeof(*n) + size_of(client->domain) +
	    size_of(sender) + size_of(to));
	char *at;

	a->count->n[STAT_ENVELOPES]++;
	if (n == NULL)
		return;
	at = n->text;
	*n = (struct noted){ .deed = { .run = note_run, .done = note_done },
		.answers = a, .client = { client->ip, NULL } };
	n->client.domain = copy(&at, client->domain);
	n->sender = copy(&at, sender);
	n->to = copy(&at, to);
	(void)keeper_do(a->keeper, &n->deed);
}

static void
on_envelope(void *arg, const struct letter *l)
{
	char domain[HOST_MAX + 1];
	const struct greylist_client client = { l->ip, domain };

	if (find_domain(domain, arg, l) == 0)
		note(arg, &client, l->sender, l->to);
}

struct filters_calls
answers_to_filters(struct answers *a)
{
	const struct filters_calls calls = { .arg = a, .grey = on_grey,
		.room = on_room, .take = on_take, .envelope = on_envelope };

	return calls;
}

/* The counter of how a held client ended, -1: none. */
static int
counter_of(enum talk_end end)
{
	switch (end) {
	case TALK_QUIT:
		return STAT_HELD_QUIT;
	case TALK_EOF:
	case TALK_LOST:
		return STAT_HELD_GONE;
	case TALK_TIMEOUT:
		return STAT_HELD_TIME;
	case TALK_LIMIT:
		return STAT_HELD_LIMIT;
	case TALK_LET:
		return STAT_RELAY_TAKEN;
	default:
		return -1;
	}
}

void
answers_on_end(struct answers *a, const struct held_end *end)
{
	const struct greylist_client client = { *end->ip, end->domain };
	const struct envelope *heard = end->envelope;
	int counter = counter_of(end->end);

	crowd_hear(a->crowd, end->ip, heard->helo);
	if (counter != -1)
		a->count->n[counter]++;
	a->count->n[STAT_HELD_PREGREET] += end->pregreet;
	a->count->n[STAT_HELD_TARPIT] += end->tarpit;
	if (end->note && heard->has_recipient)
		note(a, &client, heard->sender, heard->recipient);
}
