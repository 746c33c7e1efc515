/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "import/import_postfix.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/err.h"
#include "book/diag.h"
#include "book/rulebook.h"
#include "book/source.h"
#include "import/postfix_pattern.h"
#include "import/postfix_result.h"
#include "import/postfix_text.h"

/* Deepest nesting of if. */
#define DEPTH RULE_CRITERIA_MAX

/* A table that is being read. */
struct postfix_table {
	struct import *im;
	bool pcre; /* else cidr */
	struct line line; /* being read */
	struct criterion crit[RULE_CRITERIA_MAX]; /* of the open ifs, then of
	                                             the rule */
	size_t crits;
	struct {
		size_t crits;    /* before it */
		bool lost;       /* nobody knows for whom it holds */
		struct place at;
	} open[DEPTH];
	size_t depth;
	size_t beyond; /* ifs too deep for that */
};

/* What has been read of a line. */
static enum parse_answer
carry_on(enum postfix_answer answer)
{
	return answer == POSTFIX_FAILED ? PARSE_FAILED : PARSE_OK;
}

static bool
is_lost(const struct postfix_table *t)
{
	return t->beyond > 0 || (t->depth > 0 && t->open[t->depth - 1].lost);
}

/* Read the pattern at p as the next criteria. */
static enum postfix_answer
take_pattern(struct postfix_table *t, struct postfix_pattern *out, char *p)
{
	struct place at = line_place(&t->line, p);
	enum postfix_answer answer = t->pcre ?
	    postfix_pcre(out, t->im, &t->line, p) :
	    postfix_cidr(out, t->im, &t->line, p);

	if (answer != POSTFIX_TAKEN)
		return answer;
	if (is_lost(t)) {
		diag_error(t->im->book->diag, &at, "this stands inside an if "
		    "that can't be taken over: take the if out");
		return POSTFIX_WRONG;
	}
	if (t->crits + out->crits > RULE_CRITERIA_MAX) {
		diag_error(t->im->book->diag, &at, "ifs are nested too deep: "
		    "write them as one expression");
		return POSTFIX_WRONG;
	}
	memcpy(t->crit + t->crits, out->crit, out->crits *
	    sizeof(*out->crit));
	return POSTFIX_TAKEN;
}

/* Look through a result of a pcre_table(5) for "$". */
static enum postfix_answer
take_text(struct postfix_table *t, const struct postfix_pattern *pattern,
    char *p, const struct place *at)
{
	struct diag *d = t->im->book->diag;
	struct postfix_text text;

	if (!postfix_text_read(&text, p)) {
		diag_warn(d, at, "\"$\" in the result is followed by no "
		    "number: Postfix leaves the line out, and so it is here: "
		    "write $1, or $$ for a \"$\"");
		return POSTFIX_LEFT_OUT;
	}
	if (text.highest > (pattern->negated ? 0 : pattern->groups)) {
		diag_warn(d, at, "the expression has no group for %s: Postfix "
		    "leaves the line out, and so it is here", text.named);
		return POSTFIX_LEFT_OUT;
	}
	if (text.highest > 0)
		diag_warn(d, at, "%s in the text %s not replaced here",
		    text.named, strchr(text.named, ' ') != NULL ? "are" :
		    "is");
	return POSTFIX_TAKEN;
}

/* The result at p of a pattern. */
static enum postfix_answer
take_result(struct postfix_table *t, struct rule *r,
    const struct postfix_pattern *pattern, char *p)
{
	struct place at = line_place(&t->line, p);
	enum postfix_answer answer = POSTFIX_TAKEN;

	if (*p == '\0' && t->pcre) {
		diag_error(t->im->book->diag, &at, "no result behind the "
		    "pattern, which is a fault to Postfix: write REJECT, OK "
		    "or DUNNO");
		return POSTFIX_WRONG;
	}
	if (*p == '\0') {
		diag_warn(t->im->book->diag, &at, "no result behind the "
		    "pattern: Postfix leaves the line out, and so it is here: "
		    "write REJECT, OK or DUNNO");
		return POSTFIX_LEFT_OUT;
	}
	line_unfold(p);
	if (t->pcre)
		answer = take_text(t, pattern, p, &at);
	if (answer == POSTFIX_TAKEN &&
	    postfix_result(r, t->im, p, &at) == PARSE_FAILED)
		return POSTFIX_FAILED;
	return answer;
}

/* A pattern and its result. */
static enum parse_answer
table_rule(struct postfix_table *t, char *p)
{
	struct rule r = rulebook_blank();
	struct place at = line_place(&t->line, p);
	struct postfix_pattern pattern;
	enum postfix_answer answer = take_pattern(t, &pattern, p);
	char *source;

	if (answer != POSTFIX_TAKEN)
		return carry_on(answer);
	source = arena_copy(&t->im->book->arena, p, (size_t)(pattern.end -
	    p));
	if (source == NULL) {
		(void)err_memory(t->im->e);
		return PARSE_FAILED;
	}
	line_unfold(source);
	r.source = source;
	r.crit_len = t->crits + pattern.crits;
	answer = take_result(t, &r, &pattern, line_skip(pattern.end));
	return answer == POSTFIX_TAKEN ? import_add(t->im, &r, t->crit, &at) :
	    carry_on(answer);
}

/* Look behind the pattern of an if; false if Postfix leaves the if out. */
static bool
if_is_alone(struct postfix_table *t, const struct postfix_pattern *pattern)
{
	const char *p = line_skip(pattern->end);
	struct place at = line_place(&t->line, p);

	if (*p == '\0')
		return true;
	if (t->pcre)
		diag_warn(t->im->book->diag, &at, "text behind an if: Postfix "
		    "leaves it out, and so it is here: rules inside an if "
		    "must not be indented");
	else
		diag_warn(t->im->book->diag, &at, "text behind an if: Postfix "
		    "leaves it out with the if, and so it is here: rules "
		    "inside an if must not be indented");
	return t->pcre;
}

static enum parse_answer
table_if(struct postfix_table *t, char *p)
{
	struct place at = line_place(&t->line, p);
	struct postfix_pattern pattern;
	enum postfix_answer answer;

	p = line_skip(p + 2);
	answer = take_pattern(t, &pattern, p);
	if (answer == POSTFIX_TAKEN && !if_is_alone(t, &pattern))
		answer = POSTFIX_LEFT_OUT;
	if (answer == POSTFIX_FAILED || answer == POSTFIX_LEFT_OUT)
		return carry_on(answer); /* left out, its endif is another's */
	if (t->depth == DEPTH) {
		diag_error(t->im->book->diag, &at, "ifs are nested more than "
		    "%d deep: write them as one expression", DEPTH);
		t->beyond++;
		return PARSE_OK;
	}
	t->open[t->depth].at = at;
	t->open[t->depth].crits = t->crits;
	t->open[t->depth++].lost = answer == POSTFIX_WRONG;
	if (answer == POSTFIX_TAKEN)
		t->crits += pattern.crits;
	return PARSE_OK;
}

static void
table_endif(struct postfix_table *t, char *p)
{
	struct diag *d = t->im->book->diag;
	struct place at = line_place(&t->line, p);

	p = line_skip(p + 5);
	if (*p != '\0') {
		at = line_place(&t->line, p);
		diag_warn(d, &at, t->pcre ? "text behind an endif: Postfix "
		    "leaves it out, and so it is here: a rule must not be "
		    "indented" : "text behind an endif: Postfix leaves it "
		    "out with the endif, and so it is here: a rule must not "
		    "be indented");
		if (!t->pcre)
			return;
	}
	if (t->beyond > 0) {
		t->beyond--;
		return;
	}
	if (t->depth == 0) {
		diag_warn(d, &at, "endif without if: Postfix leaves it out, "
		    "and so it is here");
		return;
	}
	t->crits = t->open[--t->depth].crits;
}

static bool
is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9');
}

/* True if a word begins the line, and no letter or digit follows. */
static bool
is_keyword(const char *p, const char *word)
{
	size_t len = strlen(word);

	return strncasecmp(p, word, len) == 0 && !is_alnum(p[len]);
}

static enum parse_answer
table_line(struct postfix_table *t, char *p)
{
	struct place at = line_place(&t->line, p);

	if (line_blank(*p)) {
		diag_warn(t->im->book->diag, &at, "a blank before the first "
		    "line: Postfix leaves it out, and so it is here: write it "
		    "without");
		return PARSE_OK;
	}
	line_trim(p);
	if (is_keyword(p, "if"))
		return table_if(t, p);
	if (is_keyword(p, "endif")) {
		table_endif(t, p);
		return PARSE_OK;
	}
	if (!t->pcre || !is_alnum(*p))
		return table_rule(t, p);
	diag_warn(t->im->book->diag, &at, "neither a pattern nor if or endif: "
	    "Postfix leaves the line out, and so it is here: write "
	    "/expression/ and the result");
	return PARSE_OK;
}

static enum parse_answer
read_table(struct postfix_table *t)
{
	enum parse_answer answer = PARSE_OK;
	struct source s;

	if ((answer = import_open(t->im, &s)) != PARSE_OK)
		return answer;
	while (answer != PARSE_FAILED &&
	    source_line(&s, SOURCE_INDENT, &t->line))
		answer = table_line(t, t->line.text);
	for (; answer != PARSE_FAILED && t->depth > 0; t->depth--)
		diag_warn(t->im->book->diag, &t->open[t->depth - 1].at, "the "
		    "if has no endif: it is for all lines behind it, as in "
		    "Postfix: add one");
	return answer == PARSE_FAILED ? answer : PARSE_OK;
}

enum parse_answer
import_postfix_pcre(struct import *im)
{
	struct postfix_table t = { .im = im, .pcre = true };

	return read_table(&t);
}

enum parse_answer
import_postfix_cidr(struct import *im)
{
	struct postfix_table t = { .im = im, .pcre = false };

	return read_table(&t);
}
