/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lang/lint_rcpt.h"

#include <string.h>

#include "book/rulebook.h"

void
lint_rcpt(struct rulebook *b, size_t i, bool *told)
{
	const struct rule *r = &b->rule[i];
	size_t c;

	for (c = 0; c < r->crit_len && !*told; c++) {
		if (r->crit[c].kind != CRITERION_RCPT ||
		    strstr(b->settings.text[SET_LISTEN], "dynawall") != NULL)
			continue;
		*told = true;
		diag_warn(b->diag, &b->place[i], "nobody tells the recipient, "
		    "so the rule holds for no mail: the filter does not know "
		    "it; ask dhfd (listen dynawall) with it");
	}
}
