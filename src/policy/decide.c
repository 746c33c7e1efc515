/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/decide.h"

#include <string.h>

#include "base/err.h"
#include "expr/regex.h"
#include "policy/match_rule.h"
#include "policy/operators.h"
#include "policy/outcome.h"
#include "rule/candidates.h"

/* A walk through the rules. */
struct walk {
	const struct decider *d;
	struct match match;
	struct outcome outcome;
	int64_t now_s;
	size_t at;           /* the next of the candidates */
};

static int
score(struct walk *w, const struct rule *r, struct err *e)
{
	const struct match *m = &w->match;

	outcome_score(&w->outcome, r->score_milli);
	if (m->by_unknown)
		outcome_doubt(&w->outcome, r, m->asks_lists);
	else if (m->listed[0] != '\0' && r->score_milli > 0)
		return operators_count(&w->outcome, &w->match, r, e);
	return 0;
}

/* A rule that holds.  Returns 1 if it ends the walk, 0 if not, -1 with *e. */
static int
rule_holds(struct walk *w, const struct rule *r, struct err *e)
{
	struct ruleset *rules = w->d->rules;
	struct verdict *v = w->outcome.out;
	char label[RULESET_LABEL];

	if (r->mode == RULE_ON && r->action == RULE_SCORE) {
		if (score(w, r, e) == -1)
			return -1;
	} else if (ruleset_label(rules, label, e) == -1) {
		return -1;
	} else if (r->mode == RULE_WATCH) {
		verdict_note(v->watch, label, rule_action_word(r->action));
	} else if (r->action == RULE_MARK) {
		verdict_note(v->mark, label, "");
	} else if (rule_is_final(r)) {
		if (w->match.by_unknown)
			outcome_doubt(&w->outcome, r, w->match.asks_lists);
		verdict_listed(v, w->match.listed, w->match.listed_kind);
		verdict_set(v, &rules->settings, r->action, label, r);
		return 1;
	}
	if (r->mode != RULE_ON || r->target == 0)
		return 0;
	if (r->target < rules->next) /* back: a walk without end */
		return err_perm(e, 0, "a rule leads back: run dhf-compile");
	ruleset_seek(rules, r->target);
	return 0;
}

/* A rule that does not hold, or of which nobody knows. */
static void
rule_fails(struct walk *w, const struct rule *r, enum answer answer)
{
	if (answer == ANSWER_WAITING)
		outcome_waiting(&w->outcome, r, w->match.asks_lists);
	else if (r->mode == RULE_WATCH)
		return;
	else if (answer == ANSWER_UNKNOWN)
		outcome_unknown(&w->outcome, r, w->match.asks_lists);
	else if (r->action == RULE_SCORE && !w->match.moot)
		outcome_score(&w->outcome, r->good_milli);
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
	w->match.limited = w->match.moot = false;
	answer = candidates_have(w->d->room, w->d->rules->at) ?
	    match_rule(&w->match, r, e) : ANSWER_NO;
	if (answer == ANSWER_FAILED)
		return -1;
	if (w->match.limited) {
		if (ruleset_label(w->d->rules, label, e) == -1)
			return -1;
		verdict_note_once(w->outcome.out->limit, label);
	}
	see(w, &w->match, DECIDE_ASKED, answer);
	if (answer == ANSWER_YES)
		return rule_holds(w, r, e);
	rule_fails(w, r, answer);
	return 0;
}

/* Find the rules that can hold, or say that all must be asked. */
static int
find_candidates(struct walk *w, struct err *e)
{
	const char *text;
	uint32_t chain;
	size_t len;

	w->d->room->all = match_name_is_open(&w->match);
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

/* The whole file is watched: tell what would have been done. */
static void
only_watch(struct verdict *v)
{
	if (v->action == RULE_PASS)
		return;
	verdict_note(v->watch, v->rule, rule_action_word(v->action));
	v->action = RULE_PASS;
	v->code = 0;
}

static int
walk(struct walk *w, struct err *e)
{
	int rc = walk_rules(w, e);

	if (rc == -1)
		return -1;
	if (rc == 0 && !outcome_by_score(&w->outcome))
		outcome_by_default(&w->outcome, w->match.ev->has_name);
	outcome_settle(&w->outcome, rc == 1);
	if (w->match.have_class)
		w->outcome.out->class = class_word(w->match.class.kind);
	return 0;
}

int
decide(struct verdict *out, const struct decider *d,
    const struct evidence *ev, int64_t now_s, struct err *e)
{
	const struct settings *s = &d->rules->settings;
	struct walk w = { .d = d, .now_s = now_s };

	*out = (struct verdict){ .text = "", .odd_name = ev->odd };
	if (s->number[SET_MODE] == RULE_OFF) {
		verdict_set(out, s, RULE_PASS, "mode", NULL);
		out->settled = true;
		return 0;
	}
	regex_engine_reset(d->regex);
	w.outcome = (struct outcome){ .out = out, .settings = s,
		.milder = ev->doubtful };
	w.match = (struct match){ .img = d->rules->img, .regex = d->regex,
		.cache = d->cache, .ev = ev, .notes = out->dns,
		.ip_searched = s->number[SET_DEFAULT_UNRESOLVED_ACTION] ==
		RULE_PASS };
	if (walk(&w, e) == -1)
		return -1;
	if (ev->has_name == ANSWER_WAITING && out->code >= 500)
		out->settled = false; /* a doubtful name will cap it */
	if (s->number[SET_MODE] == RULE_WATCH)
		only_watch(out);
	return 0;
}
