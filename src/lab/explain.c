/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/explain.h"

#include <stdbool.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"
#include "base/num.h"
#include "expr/regex.h"
#include "policy/handover.h"
#include "rule/value.h"

static const char *
answer_word(enum answer a)
{
	static const char *const word[] = { "no", "yes", "unknown",
		"waiting", "failed" };

	return word[a];
}

/* What became of a rule, in a word. */
static const char *
result_word(enum decide_step step, enum answer answer)
{
	switch (step) {
	case DECIDE_OFF:
		return "off";
	case DECIDE_EXPIRED:
		return "expired";
	case DECIDE_ASKED:
		break;
	}
	return answer_word(answer);
}

static void
json_rule(struct explain *x, const struct rule *r, const char *result,
    struct match *m)
{
	struct json *j = x->json;
	struct buf text = { 0 };
	struct err e;
	size_t i;

	json_object(j, NULL);
	json_string(j, "rule", x->label);
	json_string(j, "place", x->place);
	json_string(j, "action", rule_action_word(r->action));
	json_string(j, "source", r->source);
	json_string(j, "mode", rule_mode_word(r->mode));
	json_string(j, "result", result);
	json_array(j, "criteria");
	for (i = 0; i < r->crit_len; i++) {
		const struct criterion *c = &r->crit[i];

		json_object(j, NULL);
		json_string(j, "criterion", criterion_trait(c->kind)->word);
		json_bool(j, "negated", c->negated);
		json_string(j, "value", value_text(&text, c));
		json_string(j, "found",
		    answer_word(match_criterion(m, c, &e)));
		json_end(j, '}');
	}
	json_end(j, ']');
	json_end(j, '}');
	buf_free(&text);
}

/* Bytes of the word at text, quotes and the blanks in them included. */
static size_t
word_len(const char *text)
{
	bool quoted = false;
	size_t n;

	for (n = 0; text[n] != '\0' && (quoted || text[n] != ' '); n++)
		if (text[n] == '"')
			quoted = !quoted;
	return n;
}

/* Print a rule as written, without the examples that it carries: they are
 * for dhf-compile. */
static void
put_source(FILE *out, const char *source)
{
	size_t n;

	for (; *source != '\0'; source += n + (source[n] == ' ')) {
		n = word_len(source);
		if (n > 0 && strncmp(source, "must=", 5) != 0 &&
		    strncmp(source, "mustnot=", 8) != 0)
			(void)fprintf(out, " %.*s", (int)n, source);
	}
}

static void
text_rule(struct explain *x, const struct rule *r, const char *result,
    struct match *m)
{
	char score[NUM_SCORE_SIZE];
	struct buf text = { 0 };
	struct err e;
	size_t i;

	(void)fprintf(x->out, "%s: %s", x->place,
	    rule_action_word(r->action));
	if (r->action == RULE_SCORE) {
		num_score_format(r->score_milli, score);
		(void)fprintf(x->out, " %s", score);
	}
	put_source(x->out, r->source);
	(void)fprintf(x->out, ": %s%s\n", result,
	    r->mode == RULE_WATCH ? " (watched)" : "");
	for (i = 0; i < r->crit_len; i++) {
		const struct criterion *c = &r->crit[i];

		const char *value = value_text(&text, c);

		(void)fprintf(x->out, "\t%s@%s%s%s: %s\n",
		    c->negated ? "!" : "", criterion_trait(c->kind)->word,
		    *value != '\0' ? "=" : "", value,
		    answer_word(match_criterion(m, c, &e)));
	}
	buf_free(&text);
}

void
explain_rule(void *arg, struct ruleset *rules, struct match *m,
    enum decide_step step, enum answer answer)
{
	const char *result = result_word(step, answer);
	struct explain *x = arg;
	unsigned hits = regex_engine_hits(m->regex);
	struct err e;

	if (ruleset_label(rules, x->label, &e) == -1 ||
	    ruleset_place(rules, x->place, &e) == -1)
		x->label[0] = x->place[0] = '\0';
	if (x->json != NULL)
		json_rule(x, &rules->rule, result, m);
	else
		text_rule(x, &rules->rule, result, m);
	regex_engine_set_hits(m->regex, hits);
}

void
explain_verdict(struct explain *x, const struct verdict *v,
    const struct evidence *ev)
{
	char score[NUM_SCORE_SIZE], reply[REPLY_LINE_MAX + 1];
	struct err e;
	size_t len;

	num_score_format(v->score_milli, score);
	(void)fprintf(x->out, "decided by %s", v->rule);
	if (strcmp(x->label, v->rule) == 0 && strcmp(x->place, v->rule) != 0)
		(void)fprintf(x->out, " at %s", x->place);
	(void)fprintf(x->out, ", score %s\n", score);
	if (v->capped)
		(void)fputs("4xx at most: some evidence is unknown\n",
		    x->out);
	if (v->dns[0] != '\0')
		(void)fprintf(x->out, "DNS: %s\n", v->dns);
	if (v->watch[0] != '\0')
		(void)fprintf(x->out, "watched rules: %s\n", v->watch);
	if (v->mark[0] != '\0')
		(void)fprintf(x->out, "marked by: %s\n", v->mark);
	if (v->limit[0] != '\0')
		(void)fprintf(x->out, "expressions that gave up: %s\n",
		    v->limit);
	if (v->code == 0 || handover_reply(reply, &len, v, ev, &e) == -1)
		return;
	reply[len - 2] = '\0';
	(void)fprintf(x->out, "reply: %s\n", reply);
}
