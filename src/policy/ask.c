/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/ask.h"

#include <string.h>

#include "base/err.h"
#include "base/le.h"
#include "policy/ask_helo.h"
#include "policy/ask_said.h"
#include "policy/declared.h"
#include "policy/lookup.h"
#include "policy/margin.h"
#include "policy/naming.h"
#include "policy/neighbours.h"
#include "policy/search.h"
#include "policy/whereabouts.h"
#include "rule/domains.h"
#include "rule/image.h"
#include "rule/nettree.h"
#include "rule/ports.h"
#include "rule/words.h"
#include "wire/offence.h"

static int
ask_any(struct finding *f, const struct view *v, const struct criterion *c,
    struct err *e)
{
	(void)v;
	(void)c;
	(void)e;
	f->answer = ANSWER_YES;
	return 0;
}

static int
ask_ip(struct finding *f, const struct view *v, const struct criterion *c,
    struct err *e)
{
	uint32_t chain;
	int has;

	if (view_chain(v, &chain, e) == -1)
		return -1;
	has = nettree_chain_has(v->img, chain, c->set, e);
	if (has == -1)
		return -1;
	f->answer = has == 1 ? ANSWER_YES : ANSWER_NO;
	return 0;
}

/* True if the client's name is domain, of len bytes, or below it if below
 * says so.  Every name is below the empty domain. */
static bool
is_domain(const struct evidence *ev, const char *domain, size_t len,
    bool below)
{
	const char *tail;

	if (len == 0)
		return below;
	if (len > ev->name_len)
		return false;
	tail = ev->name + ev->name_len - len;
	if (memcmp(tail, domain, len) != 0)
		return false;
	return len == ev->name_len || (below && tail[-1] == '.');
}

static enum answer
in_domains(const struct evidence *ev, const struct criterion *c, bool below)
{
	struct packed_cursor at = criterion_value(c);
	const char *domain;
	size_t len;

	if (ev->has_name != ANSWER_YES)
		return ev->has_name;
	while (domains_next(&at, &domain, &len))
		if (is_domain(ev, domain, len, below))
			return ANSWER_YES;
	return ANSWER_NO;
}

static int
ask_domain(struct finding *f, const struct view *v, const struct criterion *c,
    struct err *e)
{
	(void)e;
	f->answer = in_domains(v->client->ev, c, c->kind == CRITERION_NAME);
	return 0;
}

static int
ask_port(struct finding *f, const struct view *v, const struct criterion *c,
    struct err *e)
{
	struct packed_cursor at = criterion_value(c);
	unsigned port = v->client->ev->port, first, last;

	(void)e;
	f->answer = port == 0 ? ANSWER_UNKNOWN : ANSWER_NO;
	while (f->answer == ANSWER_NO && ports_next(&at, &first, &last))
		if (first <= port && port <= last)
			f->answer = ANSWER_YES;
	return 0;
}

/* Ask the ledger's answer; what it is asked for, once a client. */
static int
ask_offender(struct finding *f, const struct view *v,
    const struct criterion *c, struct err *e)
{
	const struct evidence *ev = v->client->ev;
	unsigned n;

	(void)e;
	f->answer = ev->offender;
	if (ev->offender == ANSWER_WAITING)
		v->client->wants_offences = true;
	if (ev->offender != ANSWER_YES || c->len == 0)
		return 0;
	f->answer = ANSWER_NO;
	for (n = 0; n < OFFENCES; n++)
		if ((ev->offences & 1u << n) != 0 &&
		    words_have(criterion_value(c), n))
			f->answer = ANSWER_YES;
	return 0;
}

/* Search the expression in the name, or in the address of a client without
 * one. */
static int
ask_regex(struct finding *f, const struct view *v, const struct criterion *c,
    struct err *e)
{
	const char *text;
	size_t len;

	f->answer = v->client->ev->has_name; /* no or open, without text */
	text = view_subject(v, &len);
	return len == 0 ? 0 : search_text(f, v, c->value,
	    &(struct subject){ text, len }, e);
}

/* Ask what the name says, once a client. */
static int
ask_name(struct finding *f, const struct view *v, const struct criterion *c,
    struct err *e)
{
	struct client *client = v->client;
	bool found;

	f->answer = client->ev->has_name;
	if (f->answer != ANSWER_YES)
		return 0;
	if (!client->have_class && naming_find(&client->class, &found,
	    client->ev, v->img, e) == -1)
		return -1;
	client->have_class = true;
	found = c->kind == CRITERION_CLASS ?
	    naming_is_class(&client->class, c) :
	    naming_is_embedded(&client->class, c);
	f->answer = found ? ANSWER_YES : ANSWER_NO;
	return 0;
}

/* That nobody knows the state is no reason to take it for known: what holds
 * because of it is unknown when negated. */
static int
ask_rdns(struct finding *f, const struct view *v, const struct criterion *c,
    struct err *e)
{
	struct client *client = v->client;

	(void)e;
	f->answer = ANSWER_UNKNOWN;
	if (client->lookup == NULL)
		return 0;
	lookup_rdns(f, client->lookup, c, &client->notes);
	if (c->negated && f->by_unknown)
		f->answer = ANSWER_UNKNOWN;
	return 0;
}

static int
ask_lists(struct finding *f, const struct view *v, const struct criterion *c,
    struct err *e)
{
	struct client *client = v->client;

	(void)e;
	f->answer = ANSWER_UNKNOWN;
	f->lists = true;
	if (client->lookup == NULL)
		return 0;
	lookup_lists(f, client->lookup, c, &client->notes);
	if (c->negated)
		f->zone[0] = '\0';
	return 0;
}

static int
ask_whereabouts(struct finding *f, const struct view *v,
    const struct criterion *c, struct err *e)
{
	(void)e;
	whereabouts_ask(f, v, c);
	return 0;
}

/* Whether the score so far is at least so high.  If what is unknown could have
 * kept it lower, that is no reason for a 5xx. */
static int
ask_score(struct finding *f, const struct view *v, const struct criterion *c,
    struct err *e)
{
	const struct margin *m = v->margin;
	const int64_t now = *v->score_milli;
	const int32_t least = (int32_t)le_get32(c->value);

	(void)e;
	if (now + m->down_milli + m->slack_milli >= least)
		f->answer = ANSWER_YES;
	else if (now + m->up_milli + m->rise_milli < least)
		f->answer = ANSWER_NO;
	else if (m->down_milli != 0 || m->up_milli != 0)
		f->answer = ANSWER_WAITING;
	else
		f->by_unknown = now >= least;
	if (f->by_unknown && !c->negated)
		f->answer = ANSWER_YES;
	return 0;
}

static enum answer
negated(enum answer a)
{
	if (a == ANSWER_YES)
		return ANSWER_NO;
	return a == ANSWER_NO ? ANSWER_YES : a;
}

int
ask_criterion(struct finding *f, const struct view *v,
    const struct criterion *c, struct err *e)
{
	static int (*const ask[CRITERION_KINDS])(struct finding *f,
	    const struct view *v, const struct criterion *c,
	    struct err *e) = {
		[CRITERION_ANY] = ask_any,
		[CRITERION_IP] = ask_ip,
		[CRITERION_PORT] = ask_port,
		[CRITERION_NAME] = ask_domain,
		[CRITERION_HOST] = ask_domain,
		[CRITERION_REGEX] = ask_regex,
		[CRITERION_EMBEDDED] = ask_name,
		[CRITERION_CLASS] = ask_name,
		[CRITERION_OFFENDER] = ask_offender,
		[CRITERION_RDNS] = ask_rdns,
		[CRITERION_DNSBL] = ask_lists,
		[CRITERION_RHSBL] = ask_lists,
		[CRITERION_DNSWL] = ask_lists,
		[CRITERION_SENDER_RHSBL] = ask_lists,
		[CRITERION_HELO_IS] = ask_helo_is,
		[CRITERION_HELO_AT] = ask_whereabouts,
		[CRITERION_SENDER_AT] = ask_whereabouts,
		[CRITERION_SCORE] = ask_score,
		[CRITERION_NEIGHBOURS] = neighbours_ask,
		[CRITERION_DECLARED] = declared_ask,
		[CRITERION_RCPT] = ask_said,
		[CRITERION_HELO] = ask_said,
		[CRITERION_SENDER] = ask_said,
		[CRITERION_HELO_SEARCH] = ask_said,
		[CRITERION_SENDER_SEARCH] = ask_said,
		[CRITERION_RCPT_SEARCH] = ask_said,
	};

	finding_set(f, ANSWER_UNKNOWN);
	if (ask[c->kind](f, v, c, e) == -1)
		return -1;
	if (f->answer == ANSWER_WAITING && criterion_trait(c->kind)->is_claim)
		v->client->wants_name = true;
	if (c->negated)
		f->answer = negated(f->answer);
	return 0;
}
