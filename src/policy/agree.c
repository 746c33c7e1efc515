/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/agree.h"

#include <string.h>

#include "policy/ask.h"
#include "policy/lookup.h"
#include "rule/key.h"
#include "rule/listspec.h"
#include "rule/suffixes.h"

/* True if a criterion of lists speaks against the client. */
static bool
accuses(const struct criterion *c)
{
	return !c->negated && criterion_trait(c->kind)->accuses;
}

/* One of the operators has this key, any number that is his. */
static void
add_owner(struct agree *a, uint64_t owner)
{
	size_t i;

	for (i = 0; i < a->owners; i++)
		if (a->owner[i] == owner)
			return;
	if (a->owners < AGREE_OWNERS)
		a->owner[a->owners++] = owner;
}

static int
add_zone(struct agree *a, const struct view *v, const char *zone,
    struct err *e)
{
	size_t len = strlen(zone), at;

	if (suffixes_domain(&at, v->img, zone, len, e) == -1)
		return -1;
	add_owner(a, key_domain(zone + at, len - at));
	return 0;
}

static int
add_lists(struct agree *a, const struct view *v, const struct criterion *c,
    struct err *e)
{
	struct packed_cursor at = criterion_value(c);
	struct listspec list;
	enum answer answer;

	while (listspec_next(&at, &list)) {
		answer = lookup_list(v->client->lookup, c->kind, &list);
		if (answer == ANSWER_WAITING)
			a->open_owner = true;
		if (answer == ANSWER_YES && add_zone(a, v, list.zone, e) == -1)
			return -1;
	}
	return 0;
}

int
agree_tell(struct agree *a, bool *told, const struct view *v,
    const struct rule *r, struct err *e)
{
	const int32_t most = 1000000000; /* outcome.c's, far from wrapping */
	size_t i;

	*told = false;
	for (i = 0; i < r->crit_len; i++) {
		if (!accuses(&r->crit[i]))
			continue;
		*told = true;
		if (add_lists(a, v, &r->crit[i], e) == -1)
			return -1;
	}
	if (*told)
		a->listed_milli = a->listed_milli > most - r->score_milli ?
		    most : a->listed_milli + r->score_milli;
	return 0;
}

bool
agree_is_short(const struct agree *a, size_t least)
{
	return a->owners > 0 && a->owners < least;
}
