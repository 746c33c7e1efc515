/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/decide.h"

#include <limits.h>
#include <string.h>

#include "base/err.h"
#include "expr/regex.h"
#include "policy/ask_rule.h"
#include "policy/outcome.h"
#include "policy/session.h"
#include "rule/candidates.h"

/* A walk through the rules. */
struct walk {
	const struct decider *d;
	struct view view;
	struct outcome outcome;
	struct finding finding; /* of the rule read last */
	size_t at;              /* the next of the candidates */
	size_t memo_at;         /* the next of what the client keeps */
};

/* What lists have scored counts for their operators. */
static int
score_by_list(struct walk *w, const struct rule *r, struct err *e)
{
	struct verdict *v = w->outcome.out;
	bool told;

	if (agree_tell(&w->outcome.lists, &told, &w->view, r, e) == -1)
		return -1;
	if (told && v->listed[0] == '\0')
		verdict_listed(v, w->finding.zone, w->finding.kind);
	return 0;
}

static int
score(struct walk *w, const struct rule *r, struct err *e)
{
	const struct finding *f = &w->finding;

	outcome_score(&w->outcome, r->score_milli);
	if (f->by_unknown)
		outcome_doubt(&w->outcome, r, f->lists);
	else if (f->zone[0] != '\0' && r->score_milli > 0)
		return score_by_list(w, r, e);
	return 0;
}

/* Whether a rule that holds does so for everybody, as one for the end of a file
 * does. */
static bool
is_for_all(const struct rule *r)
{
	return r->crit_len == 1 && r->crit[0].kind == CRITERION_ANY;
}

/* A rule that holds.  Returns 1 if it ends the walk, 0 if not, -1 with *e. */
static int
rule_holds(struct walk *w, const struct rule *r, struct err *e)
{
	struct ruleset *rules = w->d->rules;
	struct verdict *v = w->outcome.out;
	struct notes *notes = &w->view.client->notes;
	const struct decide_trial *trial = w->d->trial;
	char label[RULESET_LABEL];

	if (trial != NULL && !trial->holds(trial->arg, rules->at, r))
		return 0;
	if (r->mode == RULE_ON && r->action == RULE_SCORE) {
		if (score(w, r, e) == -1)
			return -1;
	} else if (ruleset_label(rules, label, e) == -1) {
		return -1;
	} else if (r->mode == RULE_WATCH) {
		notes_add(notes, NOTE_WATCH, label,
		    rule_action_word(r->action));
	} else if (r->action == RULE_MARK) {
		notes_add(notes, NOTE_MARK, label, "");
	} else if (rule_is_final(r)) {
		if (w->finding.by_unknown)
			outcome_doubt(&w->outcome, r, w->finding.lists);
		verdict_listed(v, w->finding.zone, w->finding.kind);
		v->vouched = r->action == RULE_PASS && !w->finding.by_unknown &&
		    !is_for_all(r);
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

/* A rule that waits for an answer.  Who tries rules out waits for none, and
 * one that only tells changes no verdict. */
static void
rule_waits(struct walk *w, const struct rule *r)
{
	if (w->d->trial == NULL ||
	    (r->mode == RULE_ON && r->action != RULE_MARK))
		outcome_waiting(&w->outcome, r, w->finding.lists);
}

/* A rule that does not hold, or of which nobody knows. */
static void
rule_fails(struct walk *w, const struct rule *r)
{
	const struct finding *f = &w->finding;

	if (f->answer == ANSWER_WAITING && f->said)
		outcome_said(&w->outcome, r);
	else if (f->answer == ANSWER_WAITING)
		rule_waits(w, r);
	else if (r->mode == RULE_WATCH)
		return;
	else if (f->answer == ANSWER_UNKNOWN)
		outcome_unknown(&w->outcome, r, f->lists);
	else if (r->action == RULE_SCORE && !f->moot)
		outcome_score(&w->outcome, r->good_milli);
}

_Static_assert(REGEX_LIMIT_HITS <= UCHAR_MAX, "client_memo.hits has room");

/* Ask the local criteria, or remember what they said. */
static int
ask_local(struct walk *w, const struct rule *r, struct err *e)
{
	struct client *c = w->view.client;
	struct regex_engine *regex = w->view.regex;
	const struct client_memo *known = client_memo_find(c, w->d->rules->at,
	    &w->memo_at);
	struct finding *f = &w->finding;

	if (known != NULL) {
		finding_set(f, (enum answer)known->answer);
		f->limited = known->limited;
		f->by_unknown = known->by_unknown;
		f->moot = known->moot;
		f->said = known->said;
		regex_engine_set_hits(regex, known->hits);
		return 0;
	}
	if (ask_rule_local(f, &w->view, r, e) == -1)
		return -1;
	client_memo_keep(c, &(struct client_memo){ .rule = w->d->rules->at,
		.answer = (unsigned char)f->answer, .limited = f->limited,
		.by_unknown = f->by_unknown, .moot = f->moot,
		.said = f->said,
		.hits = (unsigned char)regex_engine_hits(regex) });
	return 0;
}

/* Ask the rule that was just read; before that the finding is no. */
static int
ask(struct walk *w, const struct rule *r, struct err *e)
{
	struct finding *f = &w->finding;
	char label[RULESET_LABEL];

	if (!candidates_have(w->d->room, w->d->rules->at))
		return 0;
	if (ask_local(w, r, e) == -1 || (f->answer != ANSWER_NO &&
	    ask_rule_dns(f, &w->view, r, e) == -1))
		return -1;
	if (!f->limited)
		return 0;
	if (ruleset_label(w->d->rules, label, e) == -1)
		return -1;
	notes_add(&w->view.client->notes, NOTE_LIMIT, label, "");
	return 0;
}

/* Show a rule to the viewer.  Criteria are asked once more for that, outside
 * of the budget; those of DNS only where they were asked before. */
static int
show(const struct walk *w, const struct rule *r, enum decide_step step,
    struct err *e)
{
	const struct decide_viewer *viewer = w->d->viewer;
	struct decide_seen seen = { .step = step,
		.answer = w->finding.answer };
	unsigned hits = regex_engine_hits(w->view.regex);
	struct finding one;
	uint32_t bit = 1;
	size_t i;

	for (i = 0; i < r->crit_len; i++, bit <<= 1) {
		if (ask_is_remote(&r->crit[i]) &&
		    (w->finding.reached & bit) == 0)
			continue;
		if (ask_criterion(&one, &w->view, &r->crit[i], e) == -1)
			return -1;
		seen.asked |= bit;
		seen.found[i] = one.answer;
	}
	regex_engine_set_hits(w->view.regex, hits);
	viewer->see(viewer->arg, w->d->rules, &seen);
	return 0;
}

static enum decide_step
step_of(const struct walk *w, const struct rule *r)
{
	if (r->mode == RULE_OFF)
		return DECIDE_OFF;
	return r->expires_s != 0 && w->view.client->now_s >= r->expires_s ?
	    DECIDE_EXPIRED : DECIDE_ASKED;
}

/* The rule that was just read.  Returns as rule_holds. */
static int
take_rule(struct walk *w, struct err *e)
{
	const struct rule *r = &w->d->rules->rule;
	enum decide_step step = step_of(w, r);

	finding_set(&w->finding, ANSWER_NO);
	if (step == DECIDE_ASKED && ask(w, r, e) == -1)
		return -1;
	if (w->d->viewer != NULL && show(w, r, step, e) == -1)
		return -1;
	if (step != DECIDE_ASKED)
		return 0;
	if (w->finding.answer == ANSWER_YES)
		return rule_holds(w, r, e);
	rule_fails(w, r);
	return 0;
}

/* Find the rules that can hold, or say that all must be asked. */
static int
find_candidates(struct walk *w, struct err *e)
{
	struct client *c = w->view.client;
	const char *text;
	uint32_t chain;
	size_t len;

	w->d->room->all = view_name_is_open(&w->view);
	if (w->d->room->all)
		return 0;
	if (view_chain(&w->view, &chain, e) == -1)
		return -1;
	text = view_subject(&w->view, &len);
	if (candidates_find(w->d->room, w->view.img, text, len, chain, e) == -1)
		return -1;
	c->shape = w->d->room->shape;
	c->have_shape = true;
	return 0;
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
			rc = take_rule(w, e);
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
only_watch(struct verdict *v, struct notes *notes)
{
	v->undecided = false;
	if (v->action == RULE_PASS)
		return;
	notes_add(notes, NOTE_WATCH, v->rule, rule_action_word(v->action));
	v->action = RULE_PASS;
	v->code = 0;
	v->ban.wanted = false;
}

static int
walk(struct walk *w, struct err *e)
{
	const struct client *c = w->view.client;
	int rc = walk_rules(w, e);

	if (rc == -1)
		return -1;
	if (rc == 0 && !outcome_by_score(&w->outcome))
		outcome_by_default(&w->outcome, c->ev->has_name);
	outcome_settle(&w->outcome, rc == 1);
	if (c->have_class)
		w->outcome.out->class = class_word(c->class.kind);
	return 0;
}

int
decide(struct verdict *out, const struct decider *d, struct client *c,
    struct err *e)
{
	const struct settings *s = &d->rules->settings;
	const struct evidence *ev = c->ev;
	struct walk w = { .d = d };
	bool exempt;

	verdict_init(out);
	notes_clear(&c->notes);
	out->odd_name = ev->odd;
	if (s->number[SET_MODE] == RULE_OFF) {
		verdict_set(out, s, RULE_PASS, "mode", NULL);
		out->settled = true;
		return 0;
	}
	if (session_exempt(&exempt, ev, d->rules, e) == -1)
		return -1;
	if (exempt) {
		verdict_set(out, s, RULE_PASS, "exempt_rcpt", NULL);
		out->settled = true;
		return 0;
	}
	regex_engine_reset(d->regex);
	w.outcome = (struct outcome){ .out = out, .settings = s,
		.milder = ev->doubtful };
	w.view = (struct view){ .img = d->rules->img, .regex = d->regex,
		.cache = d->cache, .client = c,
		.score_milli = &out->score_milli,
		.margin = &w.outcome.margin,
		.ip_searched = s->number[SET_DEFAULT_UNRESOLVED_ACTION] ==
		RULE_PASS };
	if (walk(&w, e) == -1)
		return -1;
	if (ev->has_name == ANSWER_WAITING && out->code >= 500)
		out->settled = false; /* a doubtful name will cap it */
	if (s->number[SET_MODE] == RULE_WATCH)
		only_watch(out, &c->notes);
	return 0;
}
