/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/outcome.h"

/* The thresholds, the hardest first. */
static const struct step {
	enum setting_number threshold;
	enum rule_action action;
	const char *label;
} steps[] = {
	{ SET_SCORE_BLOCK, RULE_BLOCK, "score_block" },
	{ SET_SCORE_DEFER, RULE_DEFER, "score_defer" },
	{ SET_SCORE_GREY, RULE_GREY, "score_grey" },
};

#define STEPS (sizeof(steps) / sizeof(steps[0]))

/* Scores of thousands of rules do not wrap around. */
static int32_t
add(int32_t a, int32_t b)
{
	int64_t sum = (int64_t)a + b;
	const int32_t most = 1000000000; /* a million */

	return sum > most ? most : sum < -most ? -most : (int32_t)sum;
}

/* The least a rule scores, 0 or less: it may say nothing at all. */
static int32_t
least_of(const struct rule *r)
{
	int32_t least = r->score_milli < r->good_milli ? r->score_milli :
	    r->good_milli;

	return least < 0 ? least : 0;
}

static int32_t
most_of(const struct rule *r)
{
	int32_t most = r->score_milli > r->good_milli ? r->score_milli :
	    r->good_milli;

	return most > 0 ? most : 0;
}

static unsigned
code_of(const struct outcome *o, const struct rule *r)
{
	return r->code != 0 ? r->code :
	    (unsigned)o->settings->number[SET_REPLY_CODE];
}

/* Nobody knows whether *r gives its score, its good= or nothing.  milli of it
 * is in the sum, 0 or the score: what could be less, or more, is doubt. */
static void
doubt_score(struct outcome *o, const struct rule *r, int32_t milli,
    bool by_list)
{
	int32_t down = add(least_of(r), -milli), up = add(most_of(r), -milli);

	o->margin.slack_milli = add(o->margin.slack_milli, down < 0 ? down : 0);
	o->margin.rise_milli = add(o->margin.rise_milli, up > 0 ? up : 0);
	o->lists.unknown_list = o->lists.unknown_list || by_list;
}

void
outcome_unknown(struct outcome *o, const struct rule *r, bool by_list)
{
	if (r->action == RULE_SCORE)
		doubt_score(o, r, 0, by_list);
	else if (r->action == RULE_BLOCK)
		o->milder = o->milder || code_of(o, r) < 500;
	else if (rule_is_final(r) || rule_lets_by(r))
		o->milder = true;
}

void
outcome_doubt(struct outcome *o, const struct rule *r, bool by_list)
{
	if (r->action == RULE_SCORE)
		doubt_score(o, r, r->score_milli, by_list);
	else
		o->milder = true;
}

void
outcome_waiting(struct outcome *o, const struct rule *r, bool by_list)
{
	if (r->mode == RULE_WATCH || r->action == RULE_MARK) {
		o->open = true; /* it is to be told */
	} else if (r->action == RULE_SCORE) {
		o->margin.up_milli = add(o->margin.up_milli, most_of(r));
		o->margin.down_milli = add(o->margin.down_milli, least_of(r));
		o->lists.open_list = o->lists.open_list || by_list;
	} else if (r->action == RULE_PASS) {
		o->open_by = true;
	} else {
		o->open = true;
	}
}

void
outcome_said(struct outcome *o, const struct rule *r)
{
	if (r->mode == RULE_WATCH || r->action == RULE_MARK)
		return; /* nobody is kept at the door for that */
	if (r->action == RULE_SCORE) {
		o->said_up_milli = add(o->said_up_milli, most_of(r));
		o->said_down_milli = add(o->said_down_milli, least_of(r));
	} else if (r->action == RULE_PASS) {
		o->said_by = true;
	} else {
		o->said = true;
	}
}

void
outcome_score(struct outcome *o, int32_t milli)
{
	o->out->score_milli = add(o->out->score_milli, milli);
}

/* The hardest step that a score reaches, or STEPS. */
static size_t
step_of(const struct outcome *o, int32_t score_milli)
{
	size_t i;

	for (i = 0; i < STEPS; i++) {
		int32_t least = o->settings->number[steps[i].threshold];

		if (least != SETTING_NONE && score_milli >= least)
			return i;
	}
	return STEPS;
}

/* True if lists have scored, of too few operators. */
static bool
is_short(const struct outcome *o)
{
	return agree_is_short(&o->lists,
	    (size_t)o->settings->number[SET_DNSBL_AGREE]);
}

/* True if a score blocks, or could, by lists of too few operators. */
static bool
is_one_sided(const struct outcome *o)
{
	int32_t without = add(o->out->score_milli - o->lists.listed_milli,
	    o->margin.slack_milli);

	return is_short(o) && without < o->settings->number[SET_SCORE_BLOCK];
}

bool
outcome_by_score(struct outcome *o)
{
	int32_t score = o->out->score_milli;
	size_t i = step_of(o, score);

	if (i == STEPS)
		return false;
	verdict_set(o->out, o->settings, steps[i].action, steps[i].label,
	    NULL);
	if (step_of(o, add(score, o->margin.slack_milli)) != i ||
	    (i == 0 && is_one_sided(o)))
		verdict_cap(o->out, o->settings);
	return true;
}

/* True if a score up to this could say less than a 5xx: by its threshold, or
 * by lists, if any are among it, of too few operators. */
static bool
is_softer(const struct outcome *o, int32_t score_milli, bool lists)
{
	size_t i;

	for (i = 0; i < STEPS; i++) {
		int32_t least = o->settings->number[steps[i].threshold];

		if (least != SETTING_NONE && score_milli >= least &&
		    (i > 0 || lists))
			return true;
	}
	return false;
}

/* The scores reach no threshold, but might if more were known. */
static void
doubt_default(struct outcome *o)
{
	if (is_softer(o, add(o->out->score_milli, o->margin.rise_milli),
	    o->lists.owners > 0 || o->lists.unknown_list))
		verdict_cap(o->out, o->settings);
}

static void
by_default_unresolved(struct outcome *o, enum answer has_name)
{
	const struct settings *s = o->settings;
	enum rule_action action = (enum rule_action)
	    s->number[SET_DEFAULT_UNRESOLVED_ACTION];
	const char *label = "default_unresolved_action";

	if (action == RULE_PASS) {
		action = (enum rule_action)s->number[SET_DEFAULT_IP_ACTION];
		label = "default_ip_action";
	}
	verdict_set(o->out, s, action, label, NULL);
	if (action == RULE_BLOCK && has_name == ANSWER_NO)
		/* RFC 7372 section 3.3 */
		verdict_say(o->out, o->out->code, "5.7.25",
		    s->text[SET_UNRESOLVED_TEXT]);
}

void
outcome_by_default(struct outcome *o, enum answer has_name)
{
	const struct settings *s = o->settings;
	enum rule_action resolved = (enum rule_action)
	    s->number[SET_DEFAULT_ACTION];

	if (has_name == ANSWER_YES) {
		verdict_set(o->out, s, resolved, "default_action", NULL);
		doubt_default(o);
		return;
	}
	by_default_unresolved(o, has_name);
	doubt_default(o);
	if (has_name == ANSWER_WAITING && (o->out->action != resolved ||
	    verdict_refuses(o->out)))
		o->open = true; /* refusals say which it was */
	if (has_name == ANSWER_NO || o->out->action == resolved)
		return;
	/* Unknown, and it matters: the worst is 4xx. */
	if (verdict_refuses(o->out) || resolved == RULE_BLOCK ||
	    resolved == RULE_DEFER) {
		verdict_set(o->out, s, RULE_DEFER, o->out->rule, NULL);
		o->out->capped = true;
	} else {
		o->out->action = RULE_GREY;
	}
}

/* True if nothing that is waiting can change who blocks.  Without lists, the
 * least score that is possible blocks, and no list takes anything off it. */
static bool
lists_agree(const struct outcome *o)
{
	if (!is_short(o))
		return true;
	return !o->lists.open_owner && o->margin.up_milli == 0 &&
	    o->margin.down_milli == 0;
}

/* True if all scores that are possible, none of which reaches a threshold,
 * leave as much doubt about the default. */
static bool
defaults_agree(const struct outcome *o, int32_t low, int32_t high)
{
	bool lists = o->lists.owners > 0 || o->lists.unknown_list;

	return (o->out->code < 500 && !o->out->capped) ||
	    is_softer(o, add(low, o->margin.rise_milli), lists) ==
	    is_softer(o, add(high, o->margin.rise_milli),
	    lists || o->lists.open_list);
}

/* True if all scores that are possible, from down to up above what there is,
 * lead to the same. */
static bool
scores_agree(const struct outcome *o, int32_t down_milli, int32_t up_milli)
{
	int32_t low = add(o->out->score_milli, down_milli);
	int32_t high = add(o->out->score_milli, up_milli);
	size_t step = step_of(o, low);

	if (step != step_of(o, high))
		return false;
	if (step == STEPS)
		return defaults_agree(o, low, high);
	return step != 0 || (lists_agree(o) &&
	    step_of(o, add(low, o->margin.slack_milli)) ==
	    step_of(o, add(high, o->margin.slack_milli)));
}

/* True if what the client says could change the verdict. */
static bool
is_undecided(const struct outcome *o, bool by_rule)
{
	if (o->said || (o->said_by && o->out->action != RULE_PASS))
		return true;
	return !by_rule && (o->said_up_milli != 0 ||
	    o->said_down_milli != 0) &&
	    !scores_agree(o, o->said_down_milli, o->said_up_milli);
}

void
outcome_settle(struct outcome *o, bool by_rule)
{
	struct verdict *v = o->out;

	v->settled = !o->open && (!o->open_by || v->action == RULE_PASS);
	if (!by_rule)
		v->settled = v->settled && scores_agree(o,
		    o->margin.down_milli, o->margin.up_milli);
	v->undecided = is_undecided(o, by_rule);
	if (o->milder)
		verdict_cap(v, o->settings);
}
