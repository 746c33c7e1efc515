/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/match_rule.h"

#include "policy/match.h"
#include "rule/rule.h"

static enum answer
both(enum answer a, enum answer b)
{
	if (a == ANSWER_WAITING || b == ANSWER_WAITING)
		return ANSWER_WAITING;
	return a == ANSWER_UNKNOWN ? a : b;
}

/* Nobody has seen that the client's name is its own: whoever has an address
 * can call it mail.example.com. */
static bool
is_claimed(const struct match *m, const struct criterion *c)
{
	return m->ev->unproven && criterion_trait(c->kind)->is_claim;
}

/* True if a rule does good to whom it holds for. */
static bool
does_good(const struct rule *r)
{
	return rule_lets_by(r) ||
	    (r->action == RULE_SCORE && r->score_milli < 0);
}

/* True if a rule makes an exception of a name, to the harm of all others. */
static bool
makes_exception(const struct rule *r, const struct criterion *c)
{
	if (!criterion_excepts(c))
		return false;
	return r->action == RULE_BLOCK || r->action == RULE_DEFER ||
	    r->action == RULE_GREY ||
	    (r->action == RULE_SCORE && r->score_milli > 0);
}

/* What a criterion says, believing a claim only if it does no good.  A client
 * that claims to be the exception is none, but never gets a 5xx for that. */
static enum answer
ask(struct match *m, const struct rule *r, const struct criterion *c,
    struct err *e)
{
	enum answer a = match_criterion(m, c, e);

	if ((a != ANSWER_YES && a != ANSWER_NO) || !is_claimed(m, c))
		return a;
	if (a == ANSWER_YES)
		return does_good(r) ? ANSWER_UNKNOWN : a;
	if (makes_exception(r, c)) {
		m->by_unknown = true;
		return ANSWER_YES;
	}
	return r->good_milli < 0 ? ANSWER_UNKNOWN : a;
}

/* Ask the criteria of one cost until one is no.  If lists that nobody could
 * be asked about are all that says no, m->moot, and the answer is that of the
 * others: one of them may still say no, and then good= is given. */
static enum answer
match_some(struct match *m, const struct rule *r, enum criterion_cost cost,
    struct err *e)
{
	enum answer all = ANSWER_YES, one;
	bool moot = false;
	size_t i;

	for (i = 0; i < r->crit_len; i++) {
		if (criterion_trait(r->crit[i].kind)->cost != cost)
			continue;
		m->moot = false;
		one = ask(m, r, &r->crit[i], e);
		if (one == ANSWER_NO && m->moot && r->good_milli != 0) {
			moot = true;
			continue;
		}
		if (one == ANSWER_NO || one == ANSWER_FAILED)
			return one;
		all = both(all, one);
	}
	m->moot = moot;
	return all;
}

/* False if the rule's expressions can't match for want of digits and so on. */
static bool
shape_fits(struct match *m, const struct rule *r)
{
	const char *text;
	size_t len;

	if (match_name_is_open(m) ||
	    (m->ev->unproven && r->good_milli < 0)) /* no "no": see ask() */
		return true;
	if (!m->have_shape) {
		text = match_subject(m, &len);
		m->shape = shape_of(text, len);
		m->have_shape = true;
	}
	return shape_has(&m->shape, &r->shape);
}

enum answer
match_rule(struct match *m, const struct rule *r, struct err *e)
{
	enum answer all = ANSWER_YES, some;
	enum criterion_cost cost;

	m->limited = m->moot = m->by_unknown = m->asks_lists = false;
	m->listed[0] = '\0';
	if (!shape_fits(m, r))
		return ANSWER_NO;
	for (cost = COST_CHEAP; cost < CRITERION_COSTS; cost++) {
		some = match_some(m, r, cost, e);
		if (some == ANSWER_UNKNOWN && cost == COST_DEAR && m->limited &&
		    !rule_lets_by(r) && r->good_milli == 0)
			return ANSWER_NO;
		if (some == ANSWER_NO || some == ANSWER_FAILED)
			return some;
		all = both(all, some);
	}
	if (all == ANSWER_YES && m->moot)
		return m->by_unknown ? ANSWER_UNKNOWN : ANSWER_NO;
	return all;
}
