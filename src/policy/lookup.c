/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/lookup.h"

#include <string.h>

#include "dns/dnslist.h"
#include "dns/forward.h"
#include "dns/question.h"
#include "policy/finding.h"
#include "policy/notes.h"
#include "policy/zone_mask.h"
#include "rule/listspec.h"
#include "rule/mailbox.h"
#include "rule/words.h"

void
lookup_begin(struct lookup *l, const struct dns_source *source,
    const struct evidence *ev)
{
	l->source = *source;
	l->ev = ev;
	l->begun = l->over = l->proving = false;
}

void
lookup_end(struct lookup *l)
{
	l->over = true;
}

void
lookup_again(struct lookup *l)
{
	l->over = false;
}

/* The answer so far. */
static const struct dns_answer *
answer_to(const struct lookup *l, int question)
{
	static const struct dns_answer late = { .state = DNS_UNKNOWN,
		.why = "no answer in time" };
	const struct dns_answer *a = l->source.answer(l->source.of, question);

	return l->over && a->state == DNS_WAITING ? &late : a;
}

const struct dns_answer *
lookup_records(struct lookup *l, const char *name, enum dns_type type)
{
	char checked[QUESTION_TEXT_MAX + 1];

	if (!question_name(checked, name))
		return NULL;
	return answer_to(l, l->source.ask(l->source.of, checked, type));
}

/* The same of a state. */
static enum rdns_state
rdns_so_far(const struct lookup *l, enum rdns_state state)
{
	return l->over && state == RDNS_WAITING ? RDNS_UNKNOWN : state;
}

static enum rdns_state
rdns(struct lookup *l)
{
	if (!l->begun)
		rdns_begin(&l->rdns, &l->source, &l->ev->ip);
	l->begun = true;
	return rdns_so_far(l, rdns_advance(&l->rdns));
}

void
lookup_rdns(struct finding *f, struct lookup *l, const struct criterion *c,
    struct notes *notes)
{
	enum rdns_state state = rdns(l);
	bool has;

	f->answer = ANSWER_WAITING;
	if (state == RDNS_WAITING)
		return;
	notes_add(notes, NOTE_DNS, "rdns", rdns_word(state));
	has = words_have(criterion_value(c), state);
	f->by_unknown = has && state == RDNS_UNKNOWN;
	f->answer = has ? ANSWER_YES :
	    state == RDNS_UNKNOWN ? ANSWER_UNKNOWN : ANSWER_NO;
}

enum answer
lookup_confirmed(struct lookup *l, const char **name)
{
	enum rdns_state state = rdns(l);

	if (state == RDNS_CONFIRMED)
		state = rdns_so_far(l, rdns_confirmed(&l->rdns, name));
	switch (state) {
	case RDNS_WAITING:
		return ANSWER_WAITING;
	case RDNS_UNKNOWN:
		return ANSWER_UNKNOWN;
	case RDNS_CONFIRMED:
		return ANSWER_YES;
	default:
		return ANSWER_NO;
	}
}

static int
on_ask(void *of, const char *name, enum dns_type type)
{
	const struct lookup *l = of;

	return l->source.ask(l->source.of, name, type);
}

static const struct dns_answer *
on_answer(void *of, int question)
{
	return answer_to(of, question);
}

struct dns_source
lookup_source(struct lookup *l)
{
	return (struct dns_source){ on_ask, on_answer, l };
}

/* What an answer means to a list of which some answers count only. */
static enum dnslist_state
state_of(const struct dns_answer *a, const struct listspec *spec)
{
	enum dnslist_state state = dnslist_state(a, listspec_expected(spec));
	size_t i;

	if (state != DNSLIST_LISTED)
		return state;
	for (i = 0; i < a->count; i++)
		if (listspec_wants(spec, &a->ip[i]))
			return state;
	return a->more ? DNSLIST_UNKNOWN : DNSLIST_ABSENT;
}

/* The same of a list of names about the sender's domain. */
static int
ask_sender(struct lookup *l, const char *zone, enum dns_type type,
    enum answer *why)
{
	const struct mailbox *sender = l->ev->sender;
	char checked[QUESTION_TEXT_MAX + 1];

	if (sender == NULL && l->ev->to_say)
		*why = ANSWER_WAITING;
	else if (sender == NULL && l->ev->session)
		*why = ANSWER_UNKNOWN;
	if (sender == NULL || !question_name(checked, sender->domain))
		return -1;
	return dnslist_ask_name(&l->source, zone, checked, type);
}

/* The question for a list, or -1 and *why there is none. */
static int
ask_list(struct lookup *l, enum criterion_kind kind,
    const struct listspec *spec, enum dns_type type, enum answer *why)
{
	const char *name;

	*why = ANSWER_NO;
	if (criterion_trait(kind)->lists != LISTS_OF_NAMES) {
		if (spec->bits != 0 && spec->bits != l->ev->ip.bits)
			return -1;
		return dnslist_ask_ip(&l->source, spec->zone, &l->ev->ip,
		    type);
	}
	if (kind == CRITERION_SENDER_RHSBL)
		return ask_sender(l, spec->zone, type, why);
	*why = lookup_confirmed(l, &name);
	return *why != ANSWER_YES ? -1 :
	    dnslist_ask_name(&l->source, spec->zone, name, type);
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
	    answer_of(state_of(answer_to(l, question), list));
}

/* Note what a list said. */
static void
note_list(struct notes *notes, const char *zone, enum dnslist_state state)
{
	static const char *const word[] = { [DNSLIST_WAITING] = "",
		[DNSLIST_ABSENT] = "no", [DNSLIST_LISTED] = "listed",
		[DNSLIST_ERROR] = "error", [DNSLIST_UNKNOWN] = "unknown" };
	char masked[DNS_NAME_SIZE];

	if (state == DNSLIST_WAITING)
		return;
	zone_mask(masked, zone);
	notes_add(notes, state == DNSLIST_ABSENT ? NOTE_DNS_NO : NOTE_DNS,
	    masked, word[state]);
}

/* Ask one list. */
static enum answer
ask_one(struct finding *f, struct lookup *l, enum criterion_kind kind,
    const struct listspec *spec, struct notes *notes)
{
	enum dnslist_state state;
	enum answer why;
	int question = ask_list(l, kind, spec, DNS_A, &why);

	if (question == -1)
		return why;
	f->moot = false;
	state = state_of(answer_to(l, question), spec);
	note_list(notes, spec->zone, state);
	if (state == DNSLIST_LISTED)
		memcpy(f->zone, spec->zone, sizeof(f->zone));
	return answer_of(state);
}

void
lookup_lists(struct finding *f, struct lookup *l, const struct criterion *c,
    struct notes *notes)
{
	struct packed_cursor at = criterion_value(c);
	struct listspec spec;
	enum answer one;

	f->answer = ANSWER_NO;
	f->moot = true;
	f->kind = c->kind;
	f->said = c->kind == CRITERION_SENDER_RHSBL && l->ev->to_say &&
	    l->ev->sender == NULL;
	while (listspec_next(&at, &spec) && f->answer != ANSWER_YES) {
		one = ask_one(f, l, c->kind, &spec, notes);
		if (one == ANSWER_YES || one == ANSWER_WAITING ||
		    (one == ANSWER_UNKNOWN && f->answer == ANSWER_NO))
			f->answer = one;
	}
	f->moot = f->moot && f->answer == ANSWER_NO;
}

enum answer
lookup_name(struct lookup *l, struct lookup_named *out)
{
	enum rdns_state state;

	*out = (struct lookup_named){ .name = NULL };
	if (rdns(l) == RDNS_NONE)
		return ANSWER_NO;
	state = rdns_so_far(l, rdns_confirmed(&l->rdns, &out->name));
	if (state == RDNS_WAITING)
		return ANSWER_WAITING;
	out->proven = out->name != NULL;
	out->certain = out->proven || state == RDNS_UNCONFIRMED;
	out->doubtful = state == RDNS_UNKNOWN && l->rdns.count > 1;
	if (!out->proven)
		out->name = rdns_first(&l->rdns);
	return out->name != NULL ? ANSWER_YES : ANSWER_UNKNOWN;
}

enum answer
lookup_proof(struct lookup *l)
{
	static const enum answer answer[] = {
		[FORWARD_WAITING] = ANSWER_WAITING,
		[FORWARD_BACK] = ANSWER_YES,
		[FORWARD_AWAY] = ANSWER_NO,
		[FORWARD_UNKNOWN] = ANSWER_UNKNOWN,
	};
	const struct evidence *ev = l->ev;

	if (!l->proving)
		l->proof = ev->odd ? -1 :
		    forward_ask(&l->source, ev->name, &ev->ip);
	l->proving = true;
	return answer[forward_state(&l->source, l->proof, &ev->ip)];
}

enum answer
lookup_text(struct lookup *l, enum criterion_kind kind, const char *zone,
    const char **text)
{
	struct listspec spec = { .bits = 0 }; /* NUL behind the zone, too */
	const struct dns_answer *a;
	enum answer why;
	int question;

	memcpy(spec.zone, zone, strlen(zone));
	question = ask_list(l, kind, &spec, DNS_TXT, &why);
	if (question == -1)
		return why;
	a = answer_to(l, question);
	if (a->state == DNS_FOUND)
		*text = a->text;
	return a->state == DNS_FOUND ? ANSWER_YES :
	    a->state == DNS_WAITING ? ANSWER_WAITING : ANSWER_NO;
}
