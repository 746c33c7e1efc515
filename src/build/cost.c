/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/cost.h"

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/fdio.h"
#include "base/ip.h"
#include "base/le.h"
#include "expr/automaton.h"
#include "expr/pattern.h"
#include "expr/regex.h"
#include "rule/key.h"
#include "rule/ruleset.h"

/* An expression is timed in TURNS of so many tries each.  The turn that took
 * least counts: whatever else the machine does only adds to the others. */
#define TURNS 5
#define TRIES 10

/* What a rule's expressions take. */
struct effort {
	int64_t tenths_us; /* of one try of all of them */
	bool pcre;         /* one is not for the automaton */
};

static bool
is_expression(const struct criterion *c)
{
	return criterion_trait(c->kind)->form == VALUE_EXPRESSION;
}

/* Microseconds of one turn, on a name like those of pools; -1 with *e. */
static int64_t
time_turn(const char *pattern, struct regex_engine *regex, struct err *e)
{
	static const char name[] = "host-198-51-100-7.a1.example.invalid";
	int64_t start_us = fd_now_us();
	int k;

	for (k = 0; k < TRIES; k++)
		if (regex_search(regex, pattern, name, sizeof(name) - 1, e) ==
		    REGEX_FAILED)
			return -1;
	return fd_now_us() - start_us;
}

/* What the expressions of the rule read last take, about; -1 with *e. */
static int
measure(struct effort *out, const struct rule *r, struct regex_engine *regex,
    struct err *e)
{
	static const struct ip ip = { { 198, 51, 100, 7 }, 32 };
	char concrete[PATTERN_SIZE];
	struct automaton automaton;
	int64_t us, least;
	size_t i;
	int k;

	*out = (struct effort){ 0 };
	for (i = 0; i < r->crit_len; i++) {
		if (!is_expression(&r->crit[i]) ||
		    pattern_substitute(concrete, r->crit[i].value, &ip) == -1)
			continue;
		out->pcre |= !automaton_make(&automaton, concrete);
		for (k = 0, least = INT64_MAX; k < TURNS; k++) {
			if ((us = time_turn(concrete, regex, e)) == -1)
				return -1;
			least = us < least ? us : least;
		}
		out->tenths_us += least * 10 / TRIES;
	}
	if (out->tenths_us == 0)
		out->tenths_us = 1; /* nothing is for nothing */
	return 0;
}

/* Say which names have the shape: nothing if all have. */
static void
print_shape(FILE *out, const struct shape *s)
{
	const struct {
		unsigned n;
		const char *one;
	} part[] = { { s->digits, "digit" }, { s->hyphens, "hyphen" },
		{ s->dots, "dot" } };
	const char *before = " with at least ";
	size_t i;

	for (i = 0; i < sizeof(part) / sizeof(part[0]); i++) {
		if (part[i].n == 0)
			continue;
		(void)fprintf(out, "%s%u %s%s", before, part[i].n, part[i].one,
		    part[i].n > 1 ? "s" : "");
		before = ", ";
	}
	if (s->digit_last > 0)
		(void)fputs(", the last byte a digit", out);
}

static size_t
count_expressions(const struct rule *r)
{
	size_t n = 0, i;

	for (i = 0; i < r->crit_len; i++)
		n += is_expression(&r->crit[i]);
	return n;
}

static int
note(FILE *out, struct ruleset *rules, struct regex_engine *regex,
    const struct shape *s, struct err *e)
{
	bool miss = rules->rule.good_milli != 0;
	char place[RULESET_LABEL];
	struct effort effort;

	if (ruleset_place(rules, place, e) == -1 ||
	    measure(&effort, &rules->rule, regex, e) == -1)
		return -1;
	(void)fprintf(out, "%s: note: tried for every name", place);
	print_shape(out, s);
	(void)fprintf(out, ", about %d.%d us each%s: %s\n",
	    (int)(effort.tenths_us / 10), (int)(effort.tenths_us % 10),
	    effort.pcre ? " by PCRE2" : "", miss ? "a miss counts, too" :
	    "no literal of two bytes is required");
	return 0;
}

int
cost_list(FILE *out, size_t *n, struct ruleset *rules,
    struct regex_engine *regex, struct err *e)
{
	const struct image_part *always = &rules->img->head.always;
	unsigned char raw[KEY_ALWAYS];
	struct shape shape;
	uint32_t at;

	*n = 0;
	for (at = 0; at < always->len; at += KEY_ALWAYS) {
		if (image_copy(rules->img, raw, always->at + at,
		    sizeof(raw), e) == -1)
			return -1;
		ruleset_seek(rules, le_get32(raw));
		(void)err_perm(e, 0, "the image has lost a rule");
		if (ruleset_next(rules, e) != RULESET_RULE)
			return -1;
		if (count_expressions(&rules->rule) == 0)
			continue;
		shape = shape_get(raw + 4);
		if (note(out, rules, regex, &shape, e) == -1)
			return -1;
		++*n;
	}
	return 0;
}
