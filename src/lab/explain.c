/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/explain.h"

#include <stdbool.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"
#include "base/num.h"
#include "lab/explain_asked.h"
#include "policy/handover.h"
#include "rule/value.h"
#include "wire/offence.h"

static const char *
answer_word(enum answer a)
{
	static const char *const word[] = { [ANSWER_NO] = "no",
		[ANSWER_YES] = "yes", [ANSWER_UNKNOWN] = "unknown",
		[ANSWER_WAITING] = "waiting" };

	return word[a];
}

static bool
was_asked(const struct decide_seen *seen, size_t i)
{
	return (seen->asked & UINT32_C(1) << i) != 0;
}

/* What a criterion found, in a word. */
static const char *
found_word(const struct decide_seen *seen, size_t i)
{
	if (!was_asked(seen, i))
		return "not asked";
	return answer_word(seen->found[i]);
}

/* What became of a rule, in a word. */
static const char *
result_word(const struct decide_seen *seen)
{
	switch (seen->step) {
	case DECIDE_OFF:
		return "off";
	case DECIDE_EXPIRED:
		return "expired";
	case DECIDE_ASKED:
		break;
	}
	return answer_word(seen->answer);
}

static void
json_rule(struct explain *x, const struct ruleset *rules,
    const struct decide_seen *seen)
{
	const struct rule *r = &rules->rule;
	struct json *j = x->json;
	struct buf text = { 0 };
	size_t i;

	json_object(j, NULL);
	json_string(j, "rule", x->label);
	json_string(j, "place", x->place);
	json_string(j, "action", rule_action_word(r->action));
	json_string(j, "source", r->source);
	json_string(j, "mode", rule_mode_word(r->mode));
	json_string(j, "result", result_word(seen));
	json_array(j, "criteria");
	for (i = 0; i < r->crit_len; i++) {
		const struct criterion *c = &r->crit[i];

		json_object(j, NULL);
		json_string(j, "criterion", criterion_trait(c->kind)->word);
		json_bool(j, "negated", c->negated);
		json_string(j, "value", value_text(&text, c));
		json_string(j, "found", found_word(seen, i));
		if (was_asked(seen, i))
			explain_asked_json(j, c, x->client, rules->img);
		json_end(j, '}');
	}
	json_end(j, ']');
	json_end(j, '}');
	x->failed = x->failed || text.failed;
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
text_rule(struct explain *x, const struct ruleset *rules,
    const struct decide_seen *seen)
{
	const struct rule *r = &rules->rule;
	char score[NUM_SCORE_SIZE];
	struct buf text = { 0 };
	size_t i;

	(void)fprintf(x->out, "%s: %s", x->place,
	    rule_action_word(r->action));
	if (r->action == RULE_SCORE) {
		num_score_format(r->score_milli, score);
		(void)fprintf(x->out, " %s", score);
	}
	put_source(x->out, r->source);
	(void)fprintf(x->out, ": %s%s\n", result_word(seen),
	    r->mode == RULE_WATCH ? " (watched)" : "");
	for (i = 0; i < r->crit_len; i++) {
		const struct criterion *c = &r->crit[i];
		const char *value = value_text(&text, c);

		(void)fprintf(x->out, "\t%s@%s%s%s: %s\n",
		    c->negated ? "!" : "", criterion_trait(c->kind)->word,
		    *value != '\0' ? "=" : "", value,
		    found_word(seen, i));
		if (was_asked(seen, i))
			explain_asked_text(x->out, c, x->client, rules->img);
	}
	x->failed = x->failed || text.failed;
	buf_free(&text);
}

void
explain_rule(void *arg, struct ruleset *rules,
    const struct decide_seen *seen)
{
	struct explain *x = arg;
	struct err e;

	if (ruleset_label(rules, x->label, &e) == -1 ||
	    ruleset_place(rules, x->place, &e) == -1)
		x->label[0] = x->place[0] = '\0';
	if (x->json != NULL)
		json_rule(x, rules, seen);
	else
		text_rule(x, rules, seen);
}

/* Print the notes of a kind, if there are any, behind what they are. */
static void
text_notes(FILE *out, const char *what, const struct notes *n,
    enum note_kind kind)
{
	char list[NOTES_SIZE];

	notes_join(list, n, kind);
	if (list[0] != '\0')
		(void)fprintf(out, "%s: %s\n", what, list);
}

/* What the ledger is told. */
static void
text_ban(FILE *out, const struct rule_ban *ban)
{
	if (!ban->wanted)
		return;
	(void)fprintf(out, "ban: as %s, ", offence_word(ban->kind));
	if (ban->seconds != 0)
		(void)fprintf(out, "for %u s\n", ban->seconds);
	else
		(void)fprintf(out, "for as long as the ledger says\n");
}

void
explain_verdict(struct explain *x, const struct verdict *v,
    const struct client *c)
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
	text_notes(x->out, "DNS", &c->notes, NOTE_DNS);
	text_notes(x->out, "watched rules", &c->notes, NOTE_WATCH);
	text_notes(x->out, "marked by", &c->notes, NOTE_MARK);
	text_notes(x->out, "expressions that gave up", &c->notes, NOTE_LIMIT);
	if (v->code == 0 || handover_reply(reply, &len, v, c->ev, &e) == -1)
		return;
	reply[len - 2] = '\0';
	(void)fprintf(x->out, "reply: %s\n", reply);
	text_ban(x->out, &v->ban);
}
