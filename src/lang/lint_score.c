/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lang/lint_score.h"

#include <stddef.h>

#include "base/num.h"
#include "book/rulebook.h"

void
lint_score_settings(struct rulebook *b)
{
	static const struct {
		const char *name, *done;
		unsigned number;
	} row[] = {
		{ "score_grey", "greylisted", SET_SCORE_GREY },
		{ "score_defer", "deferred", SET_SCORE_DEFER },
		{ "score_block", "refused", SET_SCORE_BLOCK },
	};
	char text[NUM_SCORE_SIZE];
	size_t i;

	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		int32_t score = b->settings.number[row[i].number];

		if (score > 0)
			continue;
		num_score_format(score, text);
		diag_warn(b->diag, &b->set_at[settings_find(row[i].name)],
		    "with %s %s everybody is %s whose score no rule makes "
		    "lower, for all begin with 0: write none to switch it off",
		    row[i].name, text, row[i].done);
	}
}
