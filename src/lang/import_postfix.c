/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lang/import_postfix.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/err.h"
#include "expr/pattern.h"
#include "lang/criterion_make.h"
#include "lang/diag.h"
#include "lang/postfix_result.h"
#include "lang/rulebook.h"
#include "lang/source.h"

/* Deepest nesting of if. */
#define DEPTH (RULE_CRITERIA_MAX - 1)

/* A table that is being read. */
struct postfix_table {
	struct import *im;
	struct line line; /* being read */
	struct criterion crit[RULE_CRITERIA_MAX]; /* the open ifs, then one */
	size_t depth;
	/* Read the pattern at *p into *out and move *p behind it. */
	enum parse_answer (*pattern)(struct postfix_table *t,
	    struct criterion *out, char **p);
};

static struct place
place_of(const struct postfix_table *t, const char *p)
{
	return line_place(&t->line, p);
}

static enum parse_answer
wrong(struct postfix_table *t, const char *p, const char *message)
{
	struct place at = place_of(t, p);

	diag_error(t->im->book->diag, &at, "%s", message);
	return PARSE_WRONG;
}

/* Where the pattern that opens with a delimiter at p closes, or NULL. */
static char *
closing(char *p)
{
	char delimiter = *p++;

	for (; *p != '\0' && *p != delimiter; p++)
		if (*p == '\\' && p[1] != '\0')
			p++;
	return *p == delimiter ? p : NULL;
}

/* Append the expression without what only our language gives a meaning. */
static size_t
copy_plain(char *out, const char *from)
{
	size_t n = 0, unit;

	for (; *from != '\0'; from += unit) {
		if ((unit = pattern_unit_len(from)) == 0)
			unit = 1;
		memcpy(out + n, from, unit);
		n += unit;
		if (unit == 1 && ((*from == '$' && from[1] >= '1' &&
		    from[1] <= '8') || (*from == '%' && from[1] == '{')))
			n += (size_t)(stpcpy(out + n, "(?:)") - (out + n));
	}
	return n;
}

/* Write PCRE2's spelling of Postfix's flags at flag before the expression;
 * false if one is unknown.  Names are lower case and hold no newline, so s
 * and E change nothing. */
static bool
copy_flags(char *out, const char *flag, bool *anchored)
{
	for (; *flag != '\0' && !line_blank(*flag); flag++)
		switch (*flag) {
		case 'i':
			out = stpcpy(out, "(?-i)");
			break;
		case 'm':
		case 'x':
		case 'U':
			out = stpcpy(out, "(?");
			*out++ = *flag;
			out = stpcpy(out, ")");
			break;
		case 'A':
			*anchored = true;
			break;
		case 's':
		case 'E':
		case 'X':
			break;
		default:
			return false;
		}
	*out = '\0';
	return true;
}

static enum parse_answer
pcre_pattern(struct postfix_table *t, struct criterion *out, char **p)
{
	char *open = *p, *close, *text;
	bool anchored = false;
	struct place at = place_of(t, open);
	size_t len, flags;

	if (*open == '\0' || (close = closing(open)) == NULL)
		return wrong(t, open, "no closing delimiter: write "
		    "/expression/ and the result");
	flags = strcspn(close + 1, " \t\r\n");
	len = (size_t)(close - open);
	text = arena_alloc(&t->im->book->arena, 5 * (len + flags) + 16);
	if (text == NULL) {
		(void)err_memory(t->im->e);
		return PARSE_FAILED;
	}
	if (!copy_flags(text, close + 1, &anchored))
		return wrong(t, close + 1, "an unknown flag behind the "
		    "expression: Postfix has i, m, s, x, A, E, U and X");
	*p = close + 1 + flags;
	if (anchored)
		strcat(text, "\\A(?:");
	len = strlen(text);
	*close = '\0';
	len += copy_plain(text + len, open + 1);
	(void)stpcpy(text + len, anchored ? ")" : "");
	return criterion_make_regex(out, t->im->book, text, &at, t->im->e);
}

static enum parse_answer
cidr_pattern(struct postfix_table *t, struct criterion *out, char **p)
{
	char *start = *p, *end = start + strcspn(start, " \t\r\n");
	struct place at = place_of(t, start);
	enum parse_answer answer;
	char after = *end;

	*end = '\0';
	answer = criterion_make_set(out, t->im->book, start, t->im->e);
	if (answer == PARSE_OK)
		answer = criterion_make_network(out, t->im->book, start,
		    false, &at, t->im->e);
	*end = after;
	*p = end;
	return answer;
}

/* The pattern at *p, "!" before it included, as the next criterion. */
static enum parse_answer
take_pattern(struct postfix_table *t, char **p)
{
	struct criterion *c = &t->crit[t->depth];

	*c = (struct criterion){ .negated = **p == '!', .value = "" };
	if (c->negated)
		*p = line_skip(*p + 1);
	return t->pattern(t, c, p);
}

/* A pattern and its result. */
static enum parse_answer
table_rule(struct postfix_table *t, char *p)
{
	struct rule r = rulebook_blank();
	struct place at = place_of(t, p), result_at;
	char *end = p;
	enum parse_answer answer = take_pattern(t, &end);

	if (answer != PARSE_OK)
		return answer;
	r.source = arena_copy(&t->im->book->arena, p, (size_t)(end - p));
	p = line_skip(end);
	if (r.source == NULL) {
		(void)err_memory(t->im->e);
		return PARSE_FAILED;
	}
	if (*p == '\0')
		return wrong(t, p, "no result behind the pattern: write "
		    "REJECT, OK or DUNNO");
	line_trim(p);
	result_at = place_of(t, p);
	r.crit_len = t->depth + 1;
	answer = postfix_result(&r, t->im, p, &result_at);
	return answer == PARSE_OK ? import_add(t->im, &r, t->crit, &at) :
	    answer;
}

/* True if the word at p is word, and *p then stands behind it. */
static bool
take_keyword(char **p, const char *word)
{
	size_t len = strlen(word);

	if (strncasecmp(*p, word, len) != 0 ||
	    ((*p)[len] != '\0' && !line_blank((*p)[len])))
		return false;
	*p = line_skip(*p + len);
	return true;
}

static enum parse_answer
table_line(struct postfix_table *t, char *p)
{
	enum parse_answer answer;
	char *start = p;

	if (take_keyword(&p, "endif")) {
		if (t->depth == 0)
			return wrong(t, start, "endif without if: take it "
			    "out");
		t->depth--;
		return PARSE_OK;
	}
	if (!take_keyword(&p, "if"))
		return table_rule(t, p);
	if (t->depth == DEPTH)
		return wrong(t, start, "ifs are nested too deep");
	answer = take_pattern(t, &p);
	if (answer != PARSE_FAILED) /* its endif will come all the same */
		t->depth++;
	return answer;
}

static enum parse_answer
read_table(struct postfix_table *t)
{
	struct source s;
	char *p;

	if (import_open(t->im, &s) != PARSE_OK)
		return PARSE_WRONG;
	while (source_line(&s, SOURCE_INDENT, &t->line)) {
		p = line_skip(t->line.text);
		if (*p != '\0' && *p != '#' &&
		    table_line(t, p) == PARSE_FAILED)
			return PARSE_FAILED;
	}
	if (t->depth > 0)
		return wrong(t, t->line.text, "an if has no endif: add one");
	return PARSE_OK;
}

enum parse_answer
import_postfix_pcre(struct import *im)
{
	struct postfix_table t = { .im = im, .pattern = pcre_pattern };

	return read_table(&t);
}

enum parse_answer
import_postfix_cidr(struct import *im)
{
	struct postfix_table t = { .im = im, .pattern = cidr_pattern };

	return read_table(&t);
}
