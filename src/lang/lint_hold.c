/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lang/lint_hold.h"

#include <stdbool.h>
#include <string.h>

#include "base/ip.h"
#include "book/rulebook.h"
#include "expr/automaton.h"
#include "expr/pattern.h"
#include "rule/domains.h"

/* Domains that are compared each with each: more nobody writes by hand. */
#define BYTES_MAX 2048

/* What people write who mean everybody. */
static bool
means_all(const char *pattern)
{
	static const char *const all[] = { "^", "$", ".*", "^.*", ".*$",
		"^.*$" };
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (strcmp(pattern, all[i]) == 0)
			return true;
	return false;
}

/* Whether every text has it: nothing at all is a match, or one of its ends
 * alone is.  What only PCRE2 can search is not looked at. */
static bool
finds_all(const char *pattern)
{
	static const struct ip sample = { { 192, 0, 2, 1 }, 32 };
	char concrete[PATTERN_SIZE];
	struct automaton a;
	automaton_set ends;

	if (*pattern != '\0' && strpbrk(pattern, "|*?{^$") == NULL)
		return false;
	if (pattern_has_octets(pattern)) {
		if (pattern_substitute(concrete, pattern, &sample) == -1)
			return false;
		pattern = concrete;
	}
	if (!automaton_make(&a, pattern))
		return false;
	ends = a.takes[AUTOMATON_SYMBOLS - 2] | a.takes[AUTOMATON_SYMBOLS - 1];
	return a.empty || (a.first & a.last & ends) != 0;
}

static void
warn_all(struct rulebook *b, size_t i, const char *pattern)
{
	if (!means_all(pattern) && finds_all(pattern))
		diag_warn(b->diag, &b->place[i], "the expression is found in "
		    "every name, for nothing at all is a match: take the "
		    "empty branch or the * out, or write @any if everybody is "
		    "meant");
}

/* Whether a domain is the other or below it. */
static bool
is_below(const char *x, size_t x_len, const char *y, size_t y_len)
{
	size_t more;

	if (y_len == 0)
		return true;
	if (x_len < y_len)
		return false;
	more = x_len - y_len;
	return memcmp(x + more, y, y_len) == 0 &&
	    (more == 0 || x[more - 1] == '.');
}

/* Whether some name meets a domain of both criteria. */
static bool
meet(const struct criterion *x, const struct criterion *y)
{
	struct packed_cursor in_x = criterion_value(x), in_y;
	const char *a, *b;
	size_t a_len, b_len;

	while (domains_next(&in_x, &a, &a_len)) {
		in_y = criterion_value(y);
		while (domains_next(&in_y, &b, &b_len))
			if ((a_len == b_len && memcmp(a, b, a_len) == 0) ||
			    (y->kind == CRITERION_NAME &&
			    is_below(a, a_len, b, b_len)) ||
			    (x->kind == CRITERION_NAME &&
			    is_below(b, b_len, a, a_len)))
				return true;
	}
	return false;
}

static bool
is_about_name(const struct criterion *c)
{
	return !c->negated && c->len <= BYTES_MAX &&
	    (c->kind == CRITERION_NAME || c->kind == CRITERION_HOST);
}

/* Warn, once a rule, of names that are to be two things. */
static void
warn_apart(struct rulebook *b, size_t i)
{
	const struct rule *r = &b->rule[i];
	size_t x, y;

	for (x = 0; x < r->crit_len; x++)
		for (y = 0; y < x && is_about_name(&r->crit[x]); y++) {
			if (!is_about_name(&r->crit[y]) ||
			    meet(&r->crit[x], &r->crit[y]))
				continue;
			diag_warn(b->diag, &b->place[i], "no name meets both "
			    "@%s and @%s, so the rule holds for nobody: write "
			    "@name=A,B for either",
			    criterion_trait(r->crit[y].kind)->word,
			    criterion_trait(r->crit[x].kind)->word);
			return;
		}
}

void
lint_hold(struct rulebook *b, size_t i)
{
	const struct rule *r = &b->rule[i];
	size_t c;

	for (c = 0; c < r->crit_len; c++) {
		const struct criterion *q = &r->crit[c];
		const struct criterion_trait *t = criterion_trait(q->kind);

		if (t->form == VALUE_EXPRESSION)
			warn_all(b, i, q->value);
		if (t->form == VALUE_SEARCH)
			warn_all(b, i, (const char *)q->value + 1);
		if (q->kind == CRITERION_ANY && q->negated)
			diag_warn(b->diag, &b->place[i], "!@any holds for "
			    "nobody: write mode=off, or take the rule out");
	}
	warn_apart(b, i);
}
