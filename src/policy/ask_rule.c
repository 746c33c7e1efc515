/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/ask_rule.h"

#include <string.h>

bool
ask_is_remote(const struct criterion *c)
{
	return criterion_trait(c->kind)->cost == COST_REMOTE;
}

/* What two criteria say together; after a no nobody asks for a second. */
static enum answer
both(enum answer a, enum answer b)
{
	if (b == ANSWER_NO)
		return ANSWER_NO;
	if (a == ANSWER_WAITING || b == ANSWER_WAITING)
		return ANSWER_WAITING;
	return a == ANSWER_UNKNOWN ? a : b;
}

/* Whoever has an address can call it mail.example.com. */
static bool
is_claimed(const struct view *v, const struct criterion *c)
{
	return v->client->ev->unproven && criterion_trait(c->kind)->is_claim;
}

/* True if a rule does good to whom it holds for. */
static bool
does_good(const struct rule *r)
{
	return rule_lets_by(r) ||
	    (r->action == RULE_SCORE && r->score_milli < 0);
}

/* True if a rule does harm to whom it holds for. */
static bool
does_harm(const struct rule *r)
{
	return r->action == RULE_BLOCK || r->action == RULE_DEFER ||
	    r->action == RULE_GREY ||
	    (r->action == RULE_SCORE && r->score_milli > 0);
}

/* Believe what a claimed name says only if it does no good; what would do good
 * waits for DNS where that can prove the name. */
static void
doubt_claim(struct finding *f, const struct view *v, const struct rule *r,
    const struct criterion *c)
{
	bool excepted = f->answer == ANSWER_NO && criterion_excepts(c) &&
	    does_harm(r);

	if (f->answer == ANSWER_YES ? !does_good(r) :
	    !excepted && r->good_milli >= 0)
		return;
	if (v->client->ev->provable) {
		v->client->wants_proof = true;
		f->answer = ANSWER_WAITING;
		return;
	}
	f->by_unknown = excepted;
	f->answer = excepted ? ANSWER_YES : ANSWER_UNKNOWN;
}

static int
ask_one(struct finding *f, const struct view *v, const struct rule *r,
    const struct criterion *c, struct err *e)
{
	if (ask_criterion(f, v, c, e) == -1)
		return -1;
	if (is_claimed(v, c) &&
	    (f->answer == ANSWER_YES || f->answer == ANSWER_NO))
		doubt_claim(f, v, r, c);
	return 0;
}

/* Join what one more criterion found.  One that is no only because there was
 * nothing to ask does not end it where a miss counts: another may still say
 * no, and then good= is given.  If none does, the rule is moot. */
static void
join(struct finding *all, const struct finding *one, const struct rule *r)
{
	bool waits = one->answer == ANSWER_NO && one->moot &&
	    r->good_milli != 0;

	if (one->answer == ANSWER_NO)
		all->moot = one->moot;
	if (!waits)
		all->answer = both(all->answer, one->answer);
	all->limited = all->limited || one->limited;
	all->by_unknown = all->by_unknown || one->by_unknown;
	all->lists = all->lists || one->lists;
	all->said = all->said || one->said;
	if (one->zone[0] == '\0')
		return;
	all->kind = one->kind;
	memcpy(all->zone, one->zone, sizeof(all->zone));
}

_Static_assert(RULE_CRITERIA_MAX <= 32, "finding.reached has a bit for each");

/* Ask the criteria of one cost until one is no. */
static int
ask_some(struct finding *all, const struct view *v, const struct rule *r,
    enum criterion_cost cost, struct err *e)
{
	struct finding one;
	size_t i;

	for (i = 0; i < r->crit_len && all->answer != ANSWER_NO; i++) {
		if (criterion_trait(r->crit[i].kind)->cost != cost)
			continue;
		if (ask_one(&one, v, r, &r->crit[i], e) == -1)
			return -1;
		if (cost == COST_REMOTE)
			all->reached |= UINT32_C(1) << i;
		join(all, &one, r);
	}
	return 0;
}

/* False if the rule's expressions can't match for want of digits and so on. */
static bool
shape_fits(const struct view *v, const struct rule *r)
{
	struct client *c = v->client;
	const char *text;
	size_t len;

	if (view_name_is_open(v) ||
	    (c->ev->unproven && r->good_milli < 0)) /* no "no": doubt_claim */
		return true;
	if (!c->have_shape) {
		text = view_subject(v, &len);
		c->shape = shape_of(text, len);
		c->have_shape = true;
	}
	return shape_has(&c->shape, &r->shape);
}

int
ask_rule_local(struct finding *f, const struct view *v, const struct rule *r,
    struct err *e)
{
	finding_set(f, shape_fits(v, r) ? ANSWER_YES : ANSWER_NO);
	if (ask_some(f, v, r, COST_CHEAP, e) == -1 ||
	    ask_some(f, v, r, COST_DEAR, e) == -1)
		return -1;
	if (f->limited && !rule_lets_by(r) && r->good_milli == 0)
		f->answer = ANSWER_NO;
	return 0;
}

int
ask_rule_dns(struct finding *f, const struct view *v, const struct rule *r,
    struct err *e)
{
	if (ask_some(f, v, r, COST_REMOTE, e) == -1)
		return -1;
	if (f->answer == ANSWER_YES && f->moot)
		f->answer = f->by_unknown ? ANSWER_UNKNOWN : ANSWER_NO;
	return 0;
}

int
ask_rule(struct finding *f, const struct view *v, const struct rule *r,
    struct err *e)
{
	if (ask_rule_local(f, v, r, e) == -1)
		return -1;
	return f->answer == ANSWER_NO ? 0 : ask_rule_dns(f, v, r, e);
}
