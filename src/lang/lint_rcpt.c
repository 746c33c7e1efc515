/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lang/lint_rcpt.h"

#include <string.h>

#include "book/rulebook.h"

/* Whether some place that listens is told what the criterion asks for. */
static bool
is_told(const struct rulebook *b, const struct criterion *c)
{
	const char *listen = b->settings.text[SET_LISTEN];

	return strstr(listen, "postfix") != NULL ||
	    (strstr(listen, "dynawall") != NULL &&
	    (c->kind == CRITERION_RCPT || c->kind == CRITERION_RCPT_SEARCH));
}

static bool
is_said(enum criterion_kind kind)
{
	switch (kind) {
	case CRITERION_HELO:
	case CRITERION_SENDER:
	case CRITERION_RCPT:
	case CRITERION_HELO_IS:
	case CRITERION_HELO_AT:
	case CRITERION_SENDER_AT:
	case CRITERION_SENDER_RHSBL:
		return true;
	default:
		return criterion_trait(kind)->form == VALUE_SEARCH;
	}
}

void
lint_rcpt(struct rulebook *b, size_t i, bool *told)
{
	const struct rule *r = &b->rule[i];
	size_t c;

	for (c = 0; c < r->crit_len && !*told; c++) {
		if (!is_said(r->crit[c].kind) || is_told(b, &r->crit[c]))
			continue;
		*told = true;
		diag_warn(b->diag, &b->place[i], "nobody tells @%s, "
		    "so the rule holds for no mail: the filter does not know "
		    "it; ask dhfd with it (listen postfix, or listen dynawall "
		    "for @rcpt), dhf-milter or dhf-opensmtpd",
		    criterion_trait(r->crit[c].kind)->word);
	}
}
