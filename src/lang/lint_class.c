/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lang/lint_class.h"

#include "base/num.h"
#include "book/rulebook.h"
#include "rule/classes.h"

static void
warn(struct rulebook *b, size_t i, const struct class_least *least)
{
	int32_t most = class_confidence_most(least->kind);
	char asked[NUM_SCORE_SIZE], highest[NUM_SCORE_SIZE];
	const char *word = class_word(least->kind);

	if (least->milli <= most)
		return;
	num_score_format(least->milli, asked);
	num_score_format(most, highest);
	diag_warn(b->diag, &b->place[i], "no name is @class=%s:%s, the surest "
	    "have %s: write that or less; a confidence tells how often a class "
	    "is right", word, asked, highest);
}

void
lint_class(struct rulebook *b, size_t i)
{
	const struct rule *r = &b->rule[i];
	struct class_least least;
	size_t c;

	for (c = 0; c < r->crit_len; c++) {
		struct packed_cursor at = criterion_value(&r->crit[c]);

		while (r->crit[c].kind == CRITERION_CLASS &&
		    classes_next(&at, &least))
			warn(b, i, &least);
	}
}
