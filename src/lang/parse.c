/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lang/parse.h"

#include <stdbool.h>
#include <string.h>

#include "base/err.h"
#include "base/num.h"
#include "book/criterion_make.h"
#include "book/rulebook.h"
#include "book/source.h"
#include "expr/pattern.h"
#include "lang/attribute.h"
#include "lang/criterion_parse.h"
#include "lang/directive.h"
#include "lang/lex.h"

/* One rule on the way into the book. */
struct draft {
	struct rulebook *book;
	const struct line *line;
	struct rule rule;
	struct attributes attributes; /* of the rule */
	struct criterion crit[RULE_CRITERIA_MAX];
	struct place place; /* of the action */
	struct err *e;
};

/* Take a word of the line; PARSE_WRONG without a report is the line's end. */
static enum parse_answer
take_word(struct draft *d, struct word *w, char **p)
{
	struct place at;

	switch (lex_word(w, p, &d->book->arena)) {
	case LEX_WORD:
		return PARSE_OK;
	case LEX_END:
		w->text = NULL;
		return PARSE_WRONG;
	case LEX_OPEN_QUOTE:
		at = line_place(d->line, w->at);
		diag_error(d->book->diag, &at, "no closing quote: write "
		    "another \", or \\\" for a quote inside");
		w->text = NULL;
		return PARSE_WRONG;
	case LEX_FAILED:
		break;
	}
	(void)err_memory(d->e);
	return PARSE_FAILED;
}

/* Put the draft into the book. */
static enum parse_answer
finish(struct draft *d)
{
	size_t len = d->rule.crit_len * sizeof(d->crit[0]);
	struct criterion *crit = arena_alloc(&d->book->arena, len);
	int64_t file = rulebook_file(d->book, d->place.file, d->e);

	if (crit == NULL) {
		(void)err_memory(d->e);
		return PARSE_FAILED;
	}
	if (file == -1)
		return PARSE_FAILED;
	memcpy(crit, d->crit, len);
	d->rule.crit = crit;
	d->rule.file = (uint32_t)file;
	d->rule.line = d->place.line;
	return rulebook_add(d->book, &d->rule, &d->place, d->e) == 0 ?
	    PARSE_OK : PARSE_FAILED;
}

/* One word behind the action of a new rule. */
static enum parse_answer
rule_word(struct draft *d, const struct word *w)
{
	struct place at = line_place(d->line, w->at);
	struct criterion *c = &d->crit[d->rule.crit_len];
	enum parse_answer answer;

	if (!criterion_parse_begins(w->text))
		return attribute_parse(&d->attributes, d->book, w->text, &at,
		    d->e);
	if (d->rule.crit_len == RULE_CRITERIA_MAX) {
		diag_error(d->book->diag, &at, "more than %d criteria: write "
		    "two rules", RULE_CRITERIA_MAX);
		return PARSE_WRONG;
	}
	answer = criterion_parse(c, d->book, w->text, &at, d->e);
	if (answer == PARSE_OK)
		d->rule.crit_len++;
	return answer;
}

/* ACTION @CRITERION ... ATTRIBUTE=VALUE ..., p behind the action. */
static enum parse_answer
new_rule(struct draft *d, char *p)
{
	size_t errors = d->book->diag->errors, expects = d->book->expects;
	enum parse_answer answer;
	struct word w;

	d->attributes.rule = &d->rule;
	while ((answer = take_word(d, &w, &p)) == PARSE_OK)
		if (rule_word(d, &w) == PARSE_FAILED)
			return PARSE_FAILED;
	if (answer == PARSE_FAILED)
		return answer;
	if (d->book->diag->errors == errors && d->rule.crit_len == 0)
		diag_error(d->book->diag, &d->place, "no criterion: write "
		    "whom the rule holds for, @any for everybody");
	if (d->book->diag->errors == errors)
		(void)attribute_check(&d->rule, d->book, &d->place);
	if (d->book->diag->errors != errors) {
		d->book->expects = expects;
		return PARSE_WRONG;
	}
	return finish(d);
}

/* Look over the words behind an old rule's expression. */
static enum parse_answer
old_rest(struct draft *d, char *expression)
{
	char *end = expression + strcspn(expression, " \t\r\n");
	char *next = line_skip(end);
	struct place at = line_place(d->line, next);

	if (*next == '\0' || *next == '#') {
		*end = '\0';
		return PARSE_OK;
	}
	if (criterion_parse_begins(next) || attribute_begins(next)) {
		diag_error(d->book->diag, &at, "a bare expression stands "
		    "alone: write @regex=... before criteria and attributes");
		return PARSE_WRONG;
	}
	diag_warn(d->book->diag, &at, "a blank in the expression: no name "
	    "holds one, so the rule finds nobody");
	line_trim(expression);
	return PARSE_OK;
}

/* ACTION REGEXP, as the first dyn-host-filter had it. */
static enum parse_answer
old_rule(struct draft *d, char *expression)
{
	struct place at = line_place(d->line, expression);
	enum parse_answer answer = old_rest(d, expression);

	if (answer == PARSE_OK)
		answer = criterion_make_regex(&d->crit[0], d->book, expression,
		    &at, d->e);
	if (answer != PARSE_OK)
		return answer;
	d->rule.crit_len = 1;
	d->rule.source = expression;
	return finish(d);
}

/* The number behind "score"; *p moves behind it. */
static enum parse_answer
take_score(struct draft *d, char **p)
{
	struct word w;
	enum parse_answer answer = take_word(d, &w, p);
	struct place at = d->place;

	if (answer == PARSE_FAILED)
		return answer;
	if (answer == PARSE_OK) {
		if (num_score(&d->rule.score_milli, w.text, d->e) == 0)
			return PARSE_OK;
		at = line_place(d->line, w.at);
	}
	diag_error(d->book->diag, &at, "%s", answer == PARSE_OK ? d->e->msg :
	    "score needs a number: write score 2.5 @class=dynamic");
	return PARSE_WRONG;
}

static enum parse_answer
parse_rule(struct draft *d, char *p)
{
	enum parse_answer answer;
	char *source;

	if (d->rule.action == RULE_SCORE &&
	    (answer = take_score(d, &p)) != PARSE_OK)
		return answer;
	p = line_skip(p);
	if (*p == '\0' || *p == '#') {
		diag_error(d->book->diag, &d->place, "nothing behind \"%s\": "
		    "write whom it holds for, @any for everybody",
		    rule_action_word(d->rule.action));
		return PARSE_WRONG;
	}
	line_trim(p);
	source = arena_copy(&d->book->arena, p, strlen(p));
	if (source == NULL) {
		(void)err_memory(d->e);
		return PARSE_FAILED;
	}
	line_unfold(source);
	d->rule.source = source;
	return criterion_parse_begins(p + (*p == '"')) || attribute_begins(p) ?
	    new_rule(d, p) : old_rule(d, p);
}

/* Which action the word is, or -1. */
static int
action_of(const char *word)
{
	int i;

	for (i = RULE_PASS; i <= RULE_MARK; i++)
		if (strcmp(word, rule_action_word((enum rule_action)i)) == 0)
			return i;
	return -1;
}

static enum parse_answer
parse_line(struct rulebook *b, struct line *l, struct err *e)
{
	struct draft d = { .book = b, .line = l, .e = e };
	char *p = line_skip(l->text);
	struct word w;
	int action;

	d.place = line_place(l, p);
	if (strlen(p) > PARSE_LINE_MAX) {
		diag_error(b->diag, &d.place, "the line is longer than %d "
		    "bytes: split it", PARSE_LINE_MAX);
		return PARSE_WRONG;
	}
	if (take_word(&d, &w, &p) == PARSE_FAILED)
		return PARSE_FAILED;
	if (w.text == NULL)
		return PARSE_OK;
	if ((action = action_of(w.text)) == -1)
		return directive_parse(b, l, w.text, p, e);
	d.rule = rulebook_blank();
	d.rule.action = (enum rule_action)action;
	return parse_rule(&d, p);
}

/* Note that a file is being read.  -1 with *e if it is so already. */
static int
enter(struct rulebook *b, const struct source *s, struct err *e)
{
	size_t i;

	for (i = 0; i < b->depth; i++)
		if (b->open[i].dev == s->dev && b->open[i].ino == s->ino)
			return err_perm(e, 0, "%s includes itself", s->name);
	if (b->depth == RULEBOOK_DEPTH)
		return err_perm(e, 0, "includes are nested more than %d deep",
		    RULEBOOK_DEPTH);
	if (b->reads++ == RULEBOOK_READS)
		return err_temp(e, 0, "%s: more than %d files are included",
		    s->name, RULEBOOK_READS);
	b->open[b->depth].dev = s->dev;
	b->open[b->depth++].ino = s->ino;
	return 0;
}

enum parse_answer
parse_file(struct rulebook *b, const char *path, struct err *e)
{
	struct source s;
	struct line l;

	if (source_open(&s, &b->arena, path, e) == -1)
		return err_passes(e) ? PARSE_FAILED : PARSE_WRONG;
	if (enter(b, &s, e) == -1) /* too many stop it all */
		return e->class == ERR_TEMP ? PARSE_FAILED : PARSE_WRONG;
	while (source_line(&s, SOURCE_BACKSLASH, &l))
		if (parse_line(b, &l, e) == PARSE_FAILED)
			return PARSE_FAILED;
	b->depth--;
	return PARSE_OK;
}
