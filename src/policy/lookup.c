/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/lookup.h"

#include <string.h>

#include "dns/dnslist.h"
#include "policy/zone_mask.h"
#include "rule/listspec.h"
#include "rule/words.h"

void
lookup_begin(struct lookup *l, const struct dns_source *source,
    const struct evidence *ev)
{
	l->source = *source;
	l->ev = ev;
	l->begun = false;
}

static enum rdns_state
rdns(struct lookup *l)
{
	if (!l->begun)
		rdns_begin(&l->rdns, &l->source, &l->ev->ip);
	l->begun = true;
	return rdns_advance(&l->rdns);
}

/* Write "who:what" for the log. */
static void
note(struct lookup_finding *f, const char *who, const char *what)
{
	size_t n = strlen(who), m = strlen(what);

	if (n + m + 2 > sizeof(f->note))
		n = sizeof(f->note) - m - 2;
	memcpy(f->note, who, n);
	f->note[n] = ':';
	memcpy(f->note + n + 1, what, m + 1);
}

enum answer
lookup_rdns(struct lookup *l, const struct criterion *c,
    struct lookup_finding *f)
{
	enum rdns_state state = rdns(l);
	bool has;

	*f = (struct lookup_finding){ .moot = false };
	if (state == RDNS_WAITING)
		return ANSWER_WAITING;
	note(f, "rdns", rdns_word(state));
	has = words_have(criterion_value(c), state);
	if (state != RDNS_UNKNOWN)
		return has ? ANSWER_YES : ANSWER_NO;
	f->by_unknown = has;
	return has ? ANSWER_YES : ANSWER_UNKNOWN;
}

/* What an answer means to a list of which some answers count only. */
static enum dnslist_state
state_of(const struct dns_answer *a, const struct listspec *spec)
{
	enum dnslist_state state = dnslist_state(a);
	size_t i;

	if (state != DNSLIST_LISTED)
		return state;
	for (i = 0; i < a->count; i++)
		if (listspec_wants(spec, &a->ip[i]))
			return state;
	return a->more ? DNSLIST_UNKNOWN : DNSLIST_ABSENT;
}

/* The question for a list, or -1 and *why there is none. */
static int
ask_list(struct lookup *l, enum criterion_kind kind,
    const struct listspec *spec, enum dns_type type, enum answer *why)
{
	enum rdns_state state;
	const char *name;

	*why = ANSWER_NO;
	if (criterion_trait(kind)->lists != LISTS_OF_NAMES) {
		if (spec->bits != 0 && spec->bits != l->ev->ip.bits)
			return -1;
		return dnslist_ask_ip(&l->source, spec->zone, &l->ev->ip,
		    type);
	}
	state = rdns(l);
	if (state == RDNS_CONFIRMED)
		state = rdns_confirmed(&l->rdns, &name);
	if (state == RDNS_CONFIRMED)
		return dnslist_ask_name(&l->source, spec->zone, name, type);
	if (state == RDNS_UNKNOWN)
		*why = ANSWER_UNKNOWN;
	else if (state == RDNS_WAITING)
		*why = ANSWER_WAITING;
	return -1;
}

static enum answer
answer_of(enum dnslist_state state)
{
	static const enum answer answer[] = {
		[DNSLIST_WAITING] = ANSWER_WAITING,
		[DNSLIST_ABSENT] = ANSWER_NO,
		[DNSLIST_LISTED] = ANSWER_YES,
		[DNSLIST_ERROR] = ANSWER_UNKNOWN,
		[DNSLIST_UNKNOWN] = ANSWER_UNKNOWN,
	};

	return answer[state];
}

enum answer
lookup_list(struct lookup *l, enum criterion_kind kind,
    const struct listspec *list)
{
	enum answer why;
	int question = ask_list(l, kind, list, DNS_A, &why);

	return question == -1 ? why :
	    answer_of(state_of(l->source.answer(l->source.of, question), list));
}

/* Ask one list, and take down what it says. */
static enum answer
ask_one(struct lookup *l, const struct criterion *c,
    const struct listspec *spec, struct lookup_finding *f)
{
	static const char *const word[] = { [DNSLIST_WAITING] = "",
		[DNSLIST_ABSENT] = "", [DNSLIST_LISTED] = "listed",
		[DNSLIST_ERROR] = "error", [DNSLIST_UNKNOWN] = "unknown" };
	char masked[DNS_NAME_SIZE];
	enum dnslist_state state;
	enum answer why;
	int question = ask_list(l, c->kind, spec, DNS_A, &why);

	if (question == -1)
		return why;
	f->moot = false;
	state = state_of(l->source.answer(l->source.of, question), spec);
	if (*word[state] != '\0' && f->zone[0] == '\0') {
		zone_mask(masked, spec->zone);
		note(f, masked, word[state]);
	}
	if (state == DNSLIST_LISTED)
		memcpy(f->zone, spec->zone, sizeof(f->zone));
	return answer_of(state);
}

enum answer
lookup_lists(struct lookup *l, const struct criterion *c,
    struct lookup_finding *f)
{
	enum answer all = ANSWER_NO, one;
	struct packed_cursor at = criterion_value(c);
	struct listspec spec;

	*f = (struct lookup_finding){ .moot = true };
	while (listspec_next(&at, &spec) && all != ANSWER_YES) {
		one = ask_one(l, c, &spec, f);
		if (one == ANSWER_YES || one == ANSWER_WAITING ||
		    (one == ANSWER_UNKNOWN && all == ANSWER_NO))
			all = one;
	}
	return all;
}

enum answer
lookup_name(struct lookup *l, struct lookup_named *out)
{
	enum rdns_state state;

	*out = (struct lookup_named){ .name = NULL };
	if (rdns(l) == RDNS_NONE)
		return ANSWER_NO;
	state = rdns_confirmed(&l->rdns, &out->name);
	if (state == RDNS_WAITING)
		return ANSWER_WAITING;
	out->proven = out->name != NULL;
	out->doubtful = state == RDNS_UNKNOWN && l->rdns.count > 1;
	if (!out->proven)
		out->name = rdns_first(&l->rdns);
	return out->name != NULL ? ANSWER_YES : ANSWER_UNKNOWN;
}

enum answer
lookup_text(struct lookup *l, enum criterion_kind kind, const char *zone,
    const char **text)
{
	struct listspec spec = { .bits = 0 };
	const struct dns_answer *a;
	enum answer why;
	int question;

	memcpy(spec.zone, zone, strlen(zone) + 1);
	question = ask_list(l, kind, &spec, DNS_TXT, &why);
	if (question == -1)
		return why;
	a = l->source.answer(l->source.of, question);
	if (a->state == DNS_FOUND)
		*text = a->text;
	return a->state == DNS_FOUND ? ANSWER_YES :
	    a->state == DNS_WAITING ? ANSWER_WAITING : ANSWER_NO;
}
