/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lang/lint_regex.h"

#include <stdbool.h>
#include <string.h>

#include "base/err.h"
#include "base/ip.h"
#include "book/rulebook.h"
#include "expr/automaton.h"
#include "expr/pattern.h"
#include "expr/regex.h"

/* The top-level domain behind an unescaped dot at the end of the expression,
 * its length in *len; NULL if there is none. */
static const char *
loose_domain(const char *pattern, size_t *len)
{
	size_t n = strlen(pattern), end, slashes = 0;

	if (n > 0 && pattern[n - 1] == '$')
		n--;
	for (end = n; n > 0 && pattern[n - 1] >= 'a' && pattern[n - 1] <= 'z';
	    n--)
		;
	*len = end - n;
	if (*len < 2 || n < 2 || pattern[n - 1] != '.')
		return NULL;
	while (slashes < n - 1 && pattern[n - 2 - slashes] == '\\')
		slashes++;
	return slashes % 2 == 0 ? pattern + n : NULL;
}

/* How much may repeat what stands before the quantifier at p: 0 if there is
 * none or it is small, 1 if it is large or without a bound. */
static unsigned
repeats(const char *p)
{
	unsigned n = 0;

	if (*p == '*' || *p == '+')
		return 1;
	if (*p != '{')
		return 0;
	for (p++; (*p >= '0' && *p <= '9') || *p == ','; p++) {
		if (*p == ',' && p[1] == '}')
			return 1;
		n = *p == ',' || n >= 10 ? 0 : n * 10 + (unsigned)(*p - '0');
		if (n >= 10)
			return 1;
	}
	return 0;
}

/* True if the ways to match a name might explode: two things repeat without
 * end, or a group repeats often.  Only a sieve: trying tells. */
static bool
may_explode(const char *p)
{
	unsigned many = 0;

	for (; *p != '\0'; p++) {
		if (*p == '\\' && p[1] != '\0') {
			p++;
			continue;
		}
		if (*p == ')' && repeats(p + 1) > 0)
			return true;
		many += repeats(p);
	}
	return many >= 2;
}

/* Try names made to hurt: long repeats that fail at their end.  1 if one
 * does, 0 if not, -1 with *e. */
static int
explodes(struct rulebook *b, const char *pattern, struct err *e)
{
	static const char *const unit[] = { "a", "1", "-", "a1", "1-", "1.",
		"a.", "a-" };
	enum regex_answer answer;
	char name[254];
	size_t i, k, n;

	for (i = 0; i < sizeof(unit) / sizeof(unit[0]); i++) {
		n = strlen(unit[i]);
		for (k = 0; k < sizeof(name) - 1; k++)
			name[k] = unit[i][k % n];
		name[k] = '!';
		regex_engine_reset(b->regex);
		answer = regex_search_plainly(b->regex, pattern, name,
		    sizeof(name), e);
		if (answer == REGEX_LIMIT)
			return 1;
		if (answer == REGEX_FAILED)
			return -1;
	}
	return 0;
}

/* Whether the expression asks for a dot as the last byte. */
static bool
ends_in_dot(const char *pattern)
{
	size_t n = strlen(pattern), slashes = 0;

	if (n >= 4 && strcmp(pattern + n - 4, "[.]$") == 0)
		return true;
	if (n < 3 || strcmp(pattern + n - 2, ".$") != 0)
		return false;
	while (slashes < n - 2 && pattern[n - 3 - slashes] == '\\')
		slashes++;
	return slashes % 2 == 1;
}

/* The first "$" before a digit that stands for no octet, or NULL. */
static const char *
no_octet(const char *p)
{
	size_t n;

	for (; *p != '\0'; p += n > 0 ? n : 1)
		if ((n = pattern_unit_len(p)) == 0 && *p == '$' &&
		    (p[1] == '0' || p[1] == '9'))
			return p;
	return NULL;
}

/* Warn of what no name has at its end, nor behind it. */
static void
warn_end(struct rulebook *b, size_t i, const char *pattern)
{
	const char *odd = no_octet(pattern);

	if (ends_in_dot(pattern))
		diag_warn(b->diag, &b->place[i], "no name has a dot at its "
		    "end, where the expression asks for one: write \"$\" "
		    "alone");
	if (odd != NULL)
		diag_warn(b->diag, &b->place[i], "\"%.2s\" in the expression "
		    "stands for nothing: only $1 to $8 are octets of the "
		    "client", odd);
}

int
lint_regex(struct rulebook *b, size_t i, size_t c, struct err *e)
{
	static const struct ip sample = { { 192, 0, 2, 1 }, 32 };
	const char *pattern = b->rule[i].crit[c].value, *tld;
	char concrete[PATTERN_SIZE];
	struct automaton automaton;
	size_t len;
	int rc;

	if ((tld = loose_domain(pattern, &len)) != NULL)
		diag_warn(b->diag, &b->place[i], "the \".\" before \"%.*s\" "
		    "matches any character: write \"\\.%.*s\"", (int)len, tld,
		    (int)len, tld);
	warn_end(b, i, pattern);
	if (!may_explode(pattern))
		return 0;
	if (pattern_has_octets(pattern) &&
	    pattern_substitute(concrete, pattern, &sample) != -1)
		pattern = concrete;
	if (automaton_make(&automaton, pattern))
		return 0;
	if ((rc = explodes(b, pattern, e)) == 1)
		diag_warn(b->diag, &b->place[i], "the expression can need "
		    "more than %d steps on a hostile name, and then finds "
		    "nobody: bound its + and *", REGEX_MATCH_LIMIT);
	return rc == -1 ? -1 : 0;
}
