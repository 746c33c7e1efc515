/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/decide.h"

#include <string.h>

#include "base/err.h"
#include "rule/candidates.h"
#include "rule/regex.h"

/* A walk through the rules. */
struct walk {
	const struct decider *d;
	struct match match;
	struct verdict *out;
	int64_t now_s;
	size_t at;           /* the next of the candidates */
	int32_t slack_milli; /* what unknown scores could still take off */
	bool milder;         /* an unknown rule could have said less */
};

static unsigned
code_of(const struct walk *w, const struct rule *r)
{
	return r->code != 0 ? r->code :
	    (unsigned)w->d->rules->settings.number[SET_REPLY_CODE];
}

/* Scores of thousands of rules do not wrap around. */
static int32_t
add_score(int32_t a, int32_t b)
{
	int64_t sum = (int64_t)a + b;
	const int32_t most = 1000000000; /* a million */

	return sum > most ? most : sum < -most ? -most : (int32_t)sum;
}

/* A rule of which nobody knows whether it holds. */
static void
rule_unknown(struct walk *w, const struct rule *r)
{
	int32_t least = 0;

	if (r->action == RULE_SCORE) {
		least = r->score_milli < least ? r->score_milli : least;
		least = r->good_milli < least ? r->good_milli : least;
		w->slack_milli = add_score(w->slack_milli, least);
	} else if (r->action == RULE_BLOCK) {
		w->milder = w->milder || code_of(w, r) < 500;
	} else if (rule_is_final(r) || rule_lets_by(r)) {
		w->milder = true;
	}
}

/* A rule that holds.  Returns 1 if it ends the walk, 0 if not, -1 with *e. */
static int
rule_holds(struct walk *w, const struct rule *r, struct err *e)
{
	struct ruleset *rules = w->d->rules;
	const struct settings *s = &rules->settings;
	char label[RULESET_LABEL];

	if (r->mode == RULE_ON && r->action == RULE_SCORE)
		w->out->score_milli = add_score(w->out->score_milli,
		    r->score_milli);
	else if (ruleset_label(rules, label, e) == -1)
		return -1;
	else if (r->mode == RULE_WATCH)
		verdict_note(w->out->watch, label, rule_action_word(r->action));
	else if (r->action == RULE_MARK)
		verdict_note(w->out->mark, label, "");
	else if (rule_is_final(r)) {
		verdict_set(w->out, s, r->action, label, r);
		return 1;
	}
	if (r->mode != RULE_ON || r->target == 0)
		return 0;
	if (r->target < rules->next) /* back: a walk without end */
		return err_perm(e, 0, "a rule leads back: run dhf-compile");
	ruleset_seek(rules, r->target);
	return 0;
}

static void
see(const struct walk *w, struct match *m, enum decide_step step,
    enum answer answer)
{
	const struct decide_viewer *v = w->d->viewer;

	if (v != NULL)
		v->see(v->arg, w->d->rules, m, step, answer);
}

/* The rule that was just read.  Returns as rule_holds. */
static int
rule_ask(struct walk *w, struct err *e)
{
	const struct rule *r = &w->d->rules->rule;
	char label[RULESET_LABEL];
	enum answer answer;

	if (r->mode == RULE_OFF) {
		see(w, &w->match, DECIDE_OFF, ANSWER_NO);
		return 0;
	}
	if (r->expires_s != 0 && w->now_s >= r->expires_s) {
		see(w, &w->match, DECIDE_EXPIRED, ANSWER_NO);
		return 0;
	}
	w->match.limited = false;
	answer = candidates_have(w->d->room, w->d->rules->at) ?
	    match_rule(&w->match, r, e) : ANSWER_NO;
	if (answer == ANSWER_FAILED)
		return -1;
	if (w->match.limited) {
		if (ruleset_label(w->d->rules, label, e) == -1)
			return -1;
		verdict_note(w->out->limit, label, "");
	}
	see(w, &w->match, DECIDE_ASKED, answer);
	if (answer == ANSWER_YES)
		return rule_holds(w, r, e);
	if (r->mode == RULE_WATCH)
		return 0;
	if (answer == ANSWER_UNKNOWN)
		rule_unknown(w, r);
	else if (r->action == RULE_SCORE)
		w->out->score_milli = add_score(w->out->score_milli,
		    r->good_milli);
	return 0;
}

/* The thresholds.  True if one was reached. */
static bool
by_score(struct walk *w)
{
	static const struct {
		enum setting_number threshold;
		enum rule_action action;
		const char *label;
	} step[] = {
		{ SET_SCORE_BLOCK, RULE_BLOCK, "score_block" },
		{ SET_SCORE_DEFER, RULE_DEFER, "score_defer" },
		{ SET_SCORE_GREY, RULE_GREY, "score_grey" },
	};
	const struct settings *s = &w->d->rules->settings;
	size_t i;

	for (i = 0; i < sizeof(step) / sizeof(step[0]); i++) {
		int32_t least = s->number[step[i].threshold];

		if (least == SETTING_NONE || w->out->score_milli < least)
			continue;
		verdict_set(w->out, s, step[i].action, step[i].label, NULL);
		if (w->out->score_milli + w->slack_milli < least)
			verdict_cap(w->out, s);
		return true;
	}
	return false;
}

static void
by_default_unresolved(struct walk *w)
{
	const struct settings *s = &w->d->rules->settings;
	enum rule_action action = (enum rule_action)
	    s->number[SET_DEFAULT_UNRESOLVED_ACTION];
	const char *label = "default_unresolved_action";

	if (action == RULE_PASS) {
		action = (enum rule_action)s->number[SET_DEFAULT_IP_ACTION];
		label = "default_ip_action";
	}
	verdict_set(w->out, s, action, label, NULL);
	if (action == RULE_BLOCK && w->match.ev->has_name == ANSWER_NO)
		/* RFC 7372 section 3.3 */
		verdict_say(w->out, w->out->code, "5.7.25",
		    s->text[SET_UNRESOLVED_TEXT]);
}

static void
by_default(struct walk *w)
{
	const struct settings *s = &w->d->rules->settings;
	enum rule_action resolved = (enum rule_action)
	    s->number[SET_DEFAULT_ACTION];
	enum answer has_name = w->match.ev->has_name;

	if (has_name != ANSWER_YES)
		by_default_unresolved(w);
	if (has_name == ANSWER_NO ||
	    (has_name == ANSWER_UNKNOWN && w->out->action == resolved))
		return;
	if (has_name == ANSWER_YES) {
		verdict_set(w->out, s, resolved, "default_action", NULL);
		return;
	}
	/* Unknown, and it matters: the worst is 4xx. */
	if (verdict_refuses(w->out) || resolved == RULE_BLOCK ||
	    resolved == RULE_DEFER) {
		verdict_set(w->out, s, RULE_DEFER, w->out->rule, NULL);
		w->out->capped = true;
	} else {
		w->out->action = RULE_GREY;
	}
}

/* Find the rules that can hold, or say that all must be asked. */
static int
find_candidates(struct walk *w, struct err *e)
{
	const char *text;
	uint32_t chain;
	size_t len;

	w->d->room->all = w->match.ev->has_name == ANSWER_UNKNOWN;
	if (w->d->room->all)
		return 0;
	if (match_chain(&w->match, &chain, e) == -1)
		return -1;
	text = match_subject(&w->match, &len);
	return candidates_find(w->d->room, w->match.img, text, len, chain,
	    e);
}

/* Read the next rule that can hold, or any if somebody looks. */
static enum ruleset_answer
next_rule(struct walk *w, struct err *e)
{
	struct ruleset *rules = w->d->rules;
	const struct candidates *c = w->d->room;

	if (c->all || w->d->viewer != NULL)
		return ruleset_next(rules, e);
	while (w->at < c->len && c->rule[w->at] < rules->next)
		w->at++; /* jumped over */
	if (w->at == c->len)
		return RULESET_END;
	ruleset_seek(rules, c->rule[w->at++]);
	return ruleset_next(rules, e);
}

/* Ask rule after rule.  Returns as rule_holds; 0 is the end. */
static int
walk_rules(struct walk *w, struct err *e)
{
	int rc = 0;

	ruleset_seek(w->d->rules, 0);
	if (find_candidates(w, e) == -1)
		return -1;
	while (rc == 0)
		switch (next_rule(w, e)) {
		case RULESET_RULE:
			rc = rule_ask(w, e);
			break;
		case RULESET_END:
			return 0;
		case RULESET_FAILED:
			return -1;
		}
	return rc;
}

int
decide(struct verdict *out, const struct decider *d,
    const struct evidence *ev, int64_t now_s, struct err *e)
{
	const int32_t *number = d->rules->settings.number;
	struct walk w = { .d = d, .out = out, .now_s = now_s };
	int rc = 1;

	*out = (struct verdict){ .text = "", .odd_name = ev->odd };
	regex_engine_reset(d->regex);
	w.match = (struct match){ .img = d->rules->img, .regex = d->regex,
		.cache = d->cache,
		.ev = ev, .ip_searched =
		number[SET_DEFAULT_UNRESOLVED_ACTION] == RULE_PASS };
	if (number[SET_MODE] == RULE_OFF)
		verdict_set(out, &d->rules->settings, RULE_PASS, "mode", NULL);
	else if ((rc = walk_rules(&w, e)) == 0 && !by_score(&w))
		by_default(&w);
	if (rc == -1)
		return -1;
	if (w.match.have_class)
		out->class = class_word(w.match.class.kind);
	if (w.milder)
		verdict_cap(out, &d->rules->settings);
	if (number[SET_MODE] == RULE_WATCH && out->action != RULE_PASS) {
		verdict_note(out->watch, out->rule,
		    rule_action_word(out->action));
		out->action = RULE_PASS;
		out->code = 0;
	}
	return 0;
}
