/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/listing.h"

#include "base/num.h"
#include "rule/ruleset.h"

void
listing_settings(FILE *out, const struct settings *s)
{
	char value[SETTINGS_SIZE_MAX];
	size_t i;

	for (i = 0; i < settings_count(); i++) {
		settings_format(s, i, value, sizeof(value));
		(void)fprintf(out, "%s -> %s\n", settings_get(i)->word, value);
	}
}

int
listing_rules(FILE *out, struct ruleset *rules, struct err *e)
{
	enum ruleset_answer answer;
	char score[NUM_SCORE_SIZE];

	ruleset_seek(rules, 0);
	while ((answer = ruleset_next(rules, e)) == RULESET_RULE) {
		const struct rule *r = &rules->rule;

		num_score_format(r->score_milli, score);
		(void)fprintf(out, "%s%s%s -> %s\n",
		    rule_action_word(r->action),
		    r->action == RULE_SCORE ? " " : "",
		    r->action == RULE_SCORE ? score : "", r->source);
	}
	return answer == RULESET_END ? 0 : -1;
}
