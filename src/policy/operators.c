/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/operators.h"

#include <string.h>

#include "policy/match.h"
#include "policy/outcome.h"
#include "rule/key.h"
#include "rule/listspec.h"
#include "rule/suffixes.h"

/* True if a criterion of lists speaks against the client. */
static bool
accuses(const struct criterion *c)
{
	return !c->negated && criterion_trait(c->kind)->accuses;
}

static int
count(struct outcome *o, const struct match *m, const char *zone,
    struct err *e)
{
	size_t len = strlen(zone), at;

	if (suffixes_domain(&at, m->img, zone, len, e) == -1)
		return -1;
	outcome_owner(o, key_domain(zone + at, len - at));
	return 0;
}

static int
count_lists(struct outcome *o, const struct match *m,
    const struct criterion *c, struct err *e)
{
	struct packed_cursor at = criterion_value(c);
	struct listspec list;
	enum answer answer;

	while (listspec_next(&at, &list)) {
		answer = lookup_list(m->ev->lookup, c->kind, &list);
		if (answer == ANSWER_WAITING)
			o->open_owner = true;
		if (answer == ANSWER_YES && count(o, m, list.zone, e) == -1)
			return -1;
	}
	return 0;
}

int
operators_count(struct outcome *o, const struct match *m,
    const struct rule *r, struct err *e)
{
	bool accused = false;
	size_t i;

	for (i = 0; i < r->crit_len; i++) {
		if (!accuses(&r->crit[i]))
			continue;
		accused = true;
		if (count_lists(o, m, &r->crit[i], e) == -1)
			return -1;
	}
	if (!accused)
		return 0;
	outcome_listed(o, r->score_milli);
	if (o->out->listed[0] == '\0')
		verdict_listed(o->out, m->listed, m->listed_kind);
	return 0;
}
