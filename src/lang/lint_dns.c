/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lang/lint_dns.h"

#include <stdbool.h>
#include <string.h>

#include "book/rulebook.h"
#include "dns/dnslist.h"
#include "dns/rdns.h"
#include "rule/listspec.h"
#include "rule/words.h"

/* Warn of a range or pattern that holds an answer by which lists refuse, once
 * a list: it is left out there, and who meant it has to name it. */
static void
lint_answers(struct rulebook *b, size_t i, const struct listspec *list)
{
	unsigned expected = listspec_expected(list), n;
	char text[IP_TEXT_SIZE];
	struct ip fault;

	for (n = 0; n < DNSLIST_FAULTS && list->answers.left > 0; n++) {
		fault = dnslist_fault(n);
		if ((expected >> n & 1) != 0 || !listspec_wants(list, &fault))
			continue;
		ip_format(&fault, text);
		diag_warn(b->diag, &b->place[i], "by %s lists refuse to "
		    "answer, so it is left out of the answers of %.64s: name "
		    "it if that list means something else by it, as in "
		    "ZONE=%s", text, list->zone, text);
		return;
	}
}

/* Warn of lists that are no domain of anybody's. */
static void
lint_zones(struct rulebook *b, size_t i, const struct criterion *c)
{
	struct packed_cursor at = criterion_value(c);
	struct listspec list;

	while (listspec_next(&at, &list)) {
		if (strchr(list.zone, '.') == NULL)
			diag_warn(b->diag, &b->place[i], "the list \"%.64s\" "
			    "has no dot: write the whole zone, as in "
			    "bl.example.org", list.zone);
		lint_answers(b, i, &list);
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

static void
lint_ledger(const struct rulebook *b, size_t i)
{
	if (*b->settings.text[SET_DAEMON] == '\0')
		diag_warn(b->diag, &b->place[i], "without the setting daemon "
		    "nobody knows of offenders: such rules hold for no client "
		    "of the filter");
}

void
lint_dns(struct rulebook *b, size_t i, bool *told)
{
	const struct rule *r = &b->rule[i];
	size_t c;

	for (c = 0; c < r->crit_len; c++) {
		const struct criterion *q = &r->crit[c];
		const struct criterion_trait *t = criterion_trait(q->kind);

		if (t->form == VALUE_OFFENCES)
			lint_ledger(b, i);
		if (t->cost != COST_REMOTE || t->form == VALUE_OFFENCES)
			continue;
		if (t->form == VALUE_LISTS)
			lint_zones(b, i, q);
		else if (t->form == VALUE_STATES && !q->negated &&
		    words_have(criterion_value(q), RDNS_UNKNOWN))
			lint_unknown(b, i);
		if (b->settings.number[SET_DNS_TIMEOUT] > 0 || *told ||
		    t->form == VALUE_SCORE)
			continue;
		*told = true;
		diag_warn(b->diag, &b->place[i], "with dns_timeout 0 nobody "
		    "asks DNS: such rules hold for no client");
	}
}
