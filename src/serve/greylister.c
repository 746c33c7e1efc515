/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/greylister.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/err.h"
#include "rule/settings.h"
#include "serve/greenfile.h"
#include "serve/keeper.h"
#include "serve/statistics.h"
#include "share/deed.h"

/* Bits of an IPv6 address that a client is known by. */
#define NET6 64

void
greylister_set(struct greylister *g, const struct settings *s)
{
	struct greylist *l = &g->list;
	struct err e;

	l->store = g->keeper->store;
	l->delay_s = (unsigned)s->number[SET_GREYLIST_DELAY];
	l->window_s = (unsigned)s->number[SET_GREYLIST_WINDOW];
	l->green_s = (unsigned)s->number[SET_GREYLIST_GREEN];
	l->net4 = (unsigned)s->number[SET_GREYLIST_NET4];
	l->any_s = (unsigned)s->number[SET_GREYLIST_ANY];
	g->has_fresh = g->has_fresh ||
	    envelope_key_make(l->fresh, &e) == 0;
	l->by_mail = g->has_fresh &&
	    s->number[SET_GREYLIST_PROOF] == GREYLIST_ENVELOPE;
	g->green->keep_s = s->number[SET_GREYLIST_GREEN];
}

/* A question for the greylist, or what it is to take note of. */
struct grey {
	struct deed deed;
	struct greylister *lister;
	bool asks;
	struct greylister_call call;
	struct greylist_client client; /* its texts are below */
	int64_t now_s;
	enum greylist_answer answer;
	struct greylist_out out;
	char text[];
};

static void
grey_run(struct deed *d)
{
	struct grey *g = (struct grey *)d;
	struct err e;

	g->answer = greylist_ask(&g->lister->list, &g->client, g->now_s,
	    &g->out, &e);
}

/* Count an answer that somebody waits for. */
static void
count(struct statistics *n, const struct grey *g)
{
	switch (g->answer) {
	case GREYLIST_GREEN:
		n->n[STAT_GREY_GREEN]++;
		break;
	case GREYLIST_WAIT:
		n->n[STAT_GREY_WAIT]++;
		n->n[STAT_GREY_EARLY] += g->out.early;
		break;
	case GREYLIST_FAILED:
		n->n[STAT_GREY_FAILED]++;
	}
}

static void
grey_done(struct deed *d, const struct err *e)
{
	struct grey *g = (struct grey *)d;
	struct greylister *l = g->lister;
	const struct ip *ip = &g->client.ip;

	if (e != NULL)
		g->answer = GREYLIST_FAILED;
	if (g->answer != GREYLIST_FAILED)
		keeper_changed(l->keeper);
	if (g->answer == GREYLIST_GREEN) {
		l->count->n[STAT_GREY_NEW] += g->out.news;
		greenfile_add(l->green, ip, ip->bits == 32 ? l->list.net4 :
		    NET6, g->now_s);
	}
	if (g->asks)
		count(l->count, g);
	if (g->call.told != NULL)
		g->call.told(g->call.arg, g->answer, g->out.wait_s);
}

/* What a client has named is noted though nobody wants to know any more. */
static bool
grey_left(struct deed *d)
{
	struct grey *g = (struct grey *)d;

	g->call.told = NULL;
	return g->client.to != NULL;
}

static size_t
size_of(const char *text)
{
	return text != NULL ? strlen(text) + 1 : 0;
}

/* Copy a text to *at and move that behind it. */
static const char *
copy(char **at, const char *text)
{
	char *to = *at;
	size_t size = size_of(text);

	if (text == NULL)
		return NULL;
	memcpy(to, text, size);
	*at += size;
	return to;
}

/* The same for a client that came at now_s; NULL: no memory. */
static struct grey *
grey_new(struct greylister *l, const struct greylist_client *client,
    int64_t now_s)
{
	struct grey *g = malloc(sizeof(*g) + size_of(client->domain) +
	    size_of(client->sender) + size_of(client->to));
	char *at;

	if (g == NULL)
		return NULL;
	at = g->text;
	*g = (struct grey){ .deed = { .run = grey_run, .done = grey_done,
		.left = grey_left, .guess = true },
		.lister = l, .now_s = now_s, .client = *client };
	g->client.domain = copy(&at, client->domain);
	g->client.sender = copy(&at, client->sender);
	g->client.to = copy(&at, client->to);
	return g;
}

struct deed *
greylister_ask(struct greylister *l, const struct greylist_client *client,
    const struct greylister_call *call)
{
	struct grey *g = grey_new(l, client, time(NULL));

	if (g == NULL) {
		l->count->n[STAT_GREY_FAILED]++;
		call->told(call->arg, GREYLIST_FAILED, 0);
		return NULL;
	}
	g->asks = true;
	g->call = *call;
	return keeper_do(l->keeper, &g->deed);
}

struct deed *
greylister_note(struct greylister *l, const struct greylist_client *client,
    int64_t now_s, const struct greylister_call *call)
{
	struct grey *g = grey_new(l, client, now_s);

	l->count->n[STAT_ENVELOPES]++;
	if (g != NULL) {
		g->call = *call;
		return keeper_do(l->keeper, &g->deed);
	}
	if (call->told != NULL)
		call->told(call->arg, GREYLIST_FAILED, 0);
	return NULL;
}
