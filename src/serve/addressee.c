/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/addressee.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/tell.h"
#include "build/library.h"
#include "policy/session.h"
#include "policy/suspect.h"
#include "policy/verdict.h"
#include "serve/attach.h"
#include "serve/classify.h"
#include "serve/held_ask.h"
#include "serve/statistics.h"
#include "smtp/said.h"

/* What let it through, where no rule was asked. */
#define EXEMPT "exempt_rcpt"

/* A recipient that is asked about: first judged, then, if it may have its mail,
 * the client is given away. */
struct addressee {
	struct addressees *all;
	struct held_ask what;
	struct letter l;                 /* of what.more */
	struct classify_client *judging; /* NULL: not now, like the next */
	struct attach *giving;
	bool within; /* the callback: who asks goes on by himself */
	bool over;   /* answered */
};

/* It has been answered; q is no more, unless the callback still has it. */
static void
end(struct addressee *q)
{
	q->over = true;
	if (!q->within)
		free(q);
}

static void
refuse(struct addressee *q)
{
	struct held_one *one = q->what.one;

	end(q);
	held_refuse(one, NULL, 0);
}

/* The relay does not take it.  One line a minute says so. */
static void
trouble(struct addressee *q, const char *why)
{
	struct addressees *all = q->all;
	struct held_one *one = q->what.one;

	all->count->n[STAT_RELAY_FAILED]++;
	all->failed++;
	if (seldom_may(&all->away, uv_now(all->loop))) {
		tell(all->tell, "%s does not take a client: %s; %llu were "
		    "asked to come back: does dhf-relay run there?",
		    all->relay, why, (unsigned long long)all->failed);
		all->failed = 0;
	}
	end(q);
	held_refuse(one, ADDRESSEE_TROUBLE, sizeof(ADDRESSEE_TROUBLE) - 1);
}

static void
on_given(void *arg, bool given, const char *why)
{
	struct addressee *q = arg;
	struct held_one *one = q->what.one;

	q->giving = NULL;
	q->all->giving--;
	if (!given) {
		trouble(q, why);
		return;
	}
	end(q);
	held_let(one);
}

/* It may have its mail, and rule says why. */
static void
give(struct addressee *q, const char *rule)
{
	const struct attach_call call = { on_given, q };
	const struct said *said = q->what.said;
	struct addressees *all = q->all;
	const char *why;

	q->l.flags |= said->ehlo ? LETTER_EHLO : 0;
	q->l.helo = said->has_helo ? said->helo : "";
	q->l.mail = said->mail;
	q->l.rcpt = said->rcpt;
	q->l.let = rule;
	q->l.refused = q->what.refused;
	q->l.rest = (struct letter_octets){
		(const unsigned char *)q->what.rest, q->what.rest_len };
	if (all->giving == ADDRESSEES_GIVING)
		why = "too many at once";
	else
		q->giving = attach_begin(all->loop, all->relay, &q->l,
		    q->what.fd, &call, &why);
	if (q->giving == NULL)
		trouble(q, why);
	else
		all->giving++;
}

static void
on_judged(void *arg, const struct classified *what)
{
	struct addressee *q = arg;

	q->judging = NULL;
	if (what->verdict != NULL && !verdict_refuses(what->verdict))
		give(q, what->verdict->rule);
	else
		refuse(q);
}

/* Whether its mail goes to whomever the rules refuse. */
static bool
is_exempt(const struct addressees *all, const struct evidence *ev)
{
	const struct library *l = classify_library(all->classify);
	bool exempt;
	struct err e;

	return l != NULL && session_exempt(&exempt, ev, &l->rules, &e) == 0 &&
	    exempt;
}

/* Begin to judge; on_judged may have been called when this returns. */
static void
judge(struct addressee *q)
{
	const struct classify_call call = { .done = on_judged, .arg = q };
	const struct recipient_ask ask = said_ask(q->what.said);
	struct classify_client *k;
	struct session_room room;
	struct evidence ev;
	struct session s;

	suspect_session(&s, &q->l);
	s.helo = ask.helo;
	s.sender = ask.sender;
	s.rcpt = ask.rcpt;
	session_take(&ev, &room, &s);
	if (is_exempt(q->all, &ev)) {
		give(q, EXEMPT);
	} else if ((q->l.flags & LETTER_FIXED) != 0) {
		refuse(q);
	} else {
		k = classify_session(q->all->classify, &s, &call);
		if (k != NULL)
			q->judging = k;
	}
}

void *
addressees_ask(void *arg, const struct held_ask *what)
{
	struct addressee *q = calloc(1, sizeof(*q));
	size_t used;

	if (q == NULL || letter_unpack(&q->l, &used, what->more,
	    what->more_len) != LETTER_WHOLE) {
		free(q);
		held_refuse(what->one, ADDRESSEE_TROUBLE,
		    sizeof(ADDRESSEE_TROUBLE) - 1);
		return NULL;
	}
	q->all = arg;
	q->what = *what;
	q->within = true;
	judge(q);
	q->within = false;
	if (!q->over)
		return q;
	free(q);
	return NULL;
}

bool
addressees_ask_end(void *arg, void *question)
{
	struct addressee *q = question;
	bool ours = true;

	if (q->judging != NULL)
		classify_cancel(q->judging);
	if (q->giving != NULL) {
		((struct addressees *)arg)->giving--;
		ours = attach_end(q->giving);
	}
	free(q);
	return ours;
}
