/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/cost.h"

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/fdio.h"
#include "base/ip.h"
#include "base/le.h"
#include "expr/pattern.h"
#include "expr/regex.h"
#include "rule/key.h"
#include "rule/ruleset.h"

/* How often an expression is tried to time it. */
#define ROUNDS 50

static bool
is_expression(const struct criterion *c)
{
	return criterion_trait(c->kind)->form == VALUE_EXPRESSION;
}

/* Microseconds that the expressions of the rule read last take, about, on a
 * name like those of pools; -1 with *e. */
static int64_t
time_rule(const struct rule *r, struct regex_engine *regex, struct err *e)
{
	static const char name[] = "host-198-51-100-7.a1.example.invalid";
	static const struct ip ip = { { 198, 51, 100, 7 }, 32 };
	char concrete[PATTERN_SIZE];
	int64_t start_us = fd_now_us();
	size_t i;
	int k;

	for (i = 0; i < r->crit_len; i++) {
		if (!is_expression(&r->crit[i]) ||
		    pattern_substitute(concrete, r->crit[i].value, &ip) == -1)
			continue;
		for (k = 0; k < ROUNDS; k++)
			if (regex_search(regex, concrete, name,
			    sizeof(name) - 1, e) == REGEX_FAILED)
				return -1;
	}
	return (fd_now_us() - start_us) / ROUNDS;
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
	int64_t us;

	if (ruleset_place(rules, place, e) == -1 ||
	    (us = time_rule(&rules->rule, regex, e)) == -1)
		return -1;
	(void)fprintf(out, "%s: note: tried for every name with %u digits, %u "
	    "hyphens, %u dots%s, about %d us each: %s\n", place, s->digits,
	    s->hyphens, s->dots, s->digit_last > 0 ?
	    " and a digit at its end" : "", (int)us, miss ?
	    "a miss counts, too" : "no literal of two bytes is required");
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
