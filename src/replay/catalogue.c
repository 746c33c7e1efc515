/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/catalogue.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/grow.h"
#include "policy/zone_mask.h"
#include "replay/noted.h"
#include "rule/listspec.h"

static int
add_expiry(struct catalogue *c, int64_t at_s)
{
	int64_t *grown;
	size_t i = 0;

	while (i < c->expiries && c->expiry[i] < at_s)
		i++;
	if (at_s == 0 || (i < c->expiries && c->expiry[i] == at_s))
		return 0;
	grown = grow_array(c->expiry, c->expiries, &c->expiry_cap,
	    sizeof(*grown));
	if (grown == NULL)
		return -1;
	c->expiry = grown;
	memmove(grown + i + 1, grown + i, (c->expiries++ - i) *
	    sizeof(*grown));
	grown[i] = at_s;
	return 0;
}

static int
add_zones(struct catalogue *c, const struct criterion *crit)
{
	struct packed_cursor at = criterion_value(crit);
	char masked[DNS_NAME_SIZE], *copy;
	struct listspec spec;

	if (crit->kind != CRITERION_DNSWL)
		return 0;
	while (listspec_next(&at, &spec)) {
		zone_mask(masked, spec.zone);
		copy = arena_copy(&c->arena, masked, strlen(masked));
		if (copy == NULL ||
		    table_put(&c->trusted, copy, strlen(copy)) == NULL)
			return -1;
	}
	return 0;
}

static int
add_rule(struct catalogue *c, const struct ruleset *set)
{
	const struct rule *r = &set->rule;
	struct catalogue_rule *grown;
	size_t i;

	grown = grow_array(c->rule, c->rules, &c->cap, sizeof(*grown));
	if (grown == NULL)
		return -1;
	c->rule = grown;
	c->rule[c->rules++] = (struct catalogue_rule){ set->at, r->action,
		r->mode };
	for (i = 0; i < r->crit_len; i++)
		if (add_zones(c, &r->crit[i]) == -1)
			return -1;
	return add_expiry(c, r->expires_s);
}

int
catalogue_open(struct catalogue *c, const char *path, FILE *out,
    int64_t now_s, struct err *e)
{
	struct ruleset *set;
	enum ruleset_answer answer;

	if ((c->lib = library_open(path, out, now_s, e)) == NULL)
		return -1;
	set = &c->lib->rules;
	ruleset_seek(set, 0);
	while ((answer = ruleset_next(set, e)) == RULESET_RULE)
		if (add_rule(c, set) == -1)
			return err_memory(e);
	return answer == RULESET_END ? 0 : -1;
}

uint32_t
catalogue_find(const struct catalogue *c, uint32_t at)
{
	size_t low = 0, high = c->rules, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (c->rule[mid].at < at)
			low = mid + 1;
		else
			high = mid;
	}
	return low < c->rules && c->rule[low].at == at ? (uint32_t)low :
	    CATALOGUE_NONE;
}

size_t
catalogue_epoch(const struct catalogue *c, int64_t at_s)
{
	size_t n = 0;

	while (n < c->expiries && c->expiry[n] <= at_s)
		n++;
	return n;
}

int
catalogue_label(const struct catalogue *c, uint32_t rule, char *label,
    char *place, struct err *e)
{
	struct ruleset *set = &c->lib->rules;

	ruleset_seek(set, c->rule[rule].at);
	switch (ruleset_next(set, e)) {
	case RULESET_RULE:
		break;
	case RULESET_END:
		return err_perm(e, 0, "the rules have changed");
	case RULESET_FAILED:
		return -1;
	}
	if (place != NULL && ruleset_place(set, place, e) == -1)
		return -1;
	return ruleset_label(set, label, e);
}

bool
catalogue_trusts(const struct catalogue *c, const char *lists)
{
	struct text t = { lists, strlen(lists) }, item, zone;

	while (t.len > 0) {
		if (!text_until(&item, &t, ',')) {
			item = t;
			t.len = 0;
		}
		zone = item;
		if (text_drop(&zone, ":listed") &&
		    table_get(&c->trusted, zone.at, zone.len) != NULL)
			return true;
	}
	return false;
}

void
catalogue_free(struct catalogue *c)
{
	library_close(c->lib);
	free(c->rule);
	free(c->expiry);
	table_free(&c->trusted);
	arena_free(&c->arena);
	*c = (struct catalogue){ .lib = NULL };
}
