/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lang/lint_dns.h"

#include <stdbool.h>
#include <string.h>

#include "base/alternatives.h"
#include "lang/rulebook.h"

/* Warn of lists that are no domain of anybody's. */
static void
lint_zones(struct rulebook *b, size_t i, const char *value)
{
	struct alternatives a = alternatives_of(value);
	size_t len;

	while (alternatives_next(&a)) {
		len = strcspn(a.text, ",=/"); /* answers have dots, too */
		if (memchr(a.text, '.', len) == NULL)
			diag_warn(b->diag, &b->place[i], "the list \"%.*s\" "
			    "has no dot: write the whole zone, as in "
			    "bl.example.org", (int)(len < 64 ? len : 64),
			    a.text);
	}
}

/* Warn that a rule can't do what it says. */
static void
lint_unknown(struct rulebook *b, size_t i)
{
	const struct rule *r = &b->rule[i];
	unsigned code = r->code != 0 ? r->code :
	    (unsigned)b->settings.number[SET_REPLY_CODE];

	if (r->action == RULE_BLOCK && code >= 500)
		diag_warn(b->diag, &b->place[i], "what is unknown never "
		    "leads to %u: clients that only @rdns=unknown holds for "
		    "are deferred", code);
}

void
lint_dns(struct rulebook *b, size_t i, bool *told)
{
	const struct rule *r = &b->rule[i];
	size_t c;

	for (c = 0; c < r->crit_len; c++) {
		const struct criterion *q = &r->crit[c];
		const struct criterion_trait *t = criterion_trait(q->kind);

		if (t->cost != COST_REMOTE)
			continue;
		if (t->form == FORM_LISTS)
			lint_zones(b, i, q->value);
		else if (!q->negated && strstr(q->value, "unknown") != NULL)
			lint_unknown(b, i);
		if (b->settings.number[SET_DNS_TIMEOUT] > 0 || *told)
			continue;
		*told = true;
		diag_warn(b->diag, &b->place[i], "with dns_timeout 0 nobody "
		    "asks DNS: such rules hold for no client");
	}
}
