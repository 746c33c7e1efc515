/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/listtimes.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "policy/zone_mask.h"
#include "rule/criterion.h"
#include "rule/listspec.h"
#include "rule/ruleset.h"
#include "serve/promtext.h"

/* The list of a zone, or NULL. */
static struct listtime *
find(struct listtimes *t, const char *zone)
{
	size_t i;

	for (i = 0; i < t->len; i++)
		if (strcmp(t->list[i].zone, zone) == 0)
			return &t->list[i];
	return NULL;
}

/* Add a zone, with what was counted of it. */
static void
add(struct listtimes *t, struct listtimes *old, const char *zone)
{
	const struct listtime *known = find(old, zone);
	struct listtime *l;

	if (t->len == LISTTIMES_MAX || find(t, zone) != NULL)
		return;
	l = &t->list[t->len++];
	*l = (struct listtime){ .count = 0 };
	if (known != NULL)
		*l = *known;
	else
		memcpy(l->zone, zone, strlen(zone) + 1);
}

static void
add_rule(struct listtimes *t, struct listtimes *old, const struct rule *r)
{
	struct packed_cursor at;
	struct listspec spec;
	size_t i;

	for (i = 0; i < r->crit_len; i++) {
		if (criterion_trait(r->crit[i].kind)->lists == LISTS_NONE)
			continue;
		at = criterion_value(&r->crit[i]);
		while (listspec_next(&at, &spec))
			add(t, old, spec.zone);
	}
}

static int
fill(struct listtimes *t, struct listtimes *old, struct ruleset *s,
    struct image *img, struct err *e)
{
	enum ruleset_answer answer;

	if (ruleset_begin(s, img, e) == -1)
		return -1;
	while ((answer = ruleset_next(s, e)) == RULESET_RULE)
		add_rule(t, old, &s->rule);
	return answer == RULESET_END ? 0 : -1;
}

int
listtimes_rules(struct listtimes *t, struct image *img, struct err *e)
{
	struct listtimes *old = malloc(sizeof(*old));
	struct ruleset *s = malloc(sizeof(*s));
	int rc = -1;

	if (old == NULL || s == NULL) {
		(void)err_memory(e);
	} else {
		*old = *t;
		t->len = 0;
		rc = fill(t, old, s, img, e);
	}
	if (rc == -1)
		t->len = 0;
	free(old);
	free(s);
	return rc;
}

/* Whether a name is below a zone. */
static bool
is_below(const char *name, const char *zone)
{
	const size_t len = strlen(name), n = strlen(zone);

	return len > n && name[len - n - 1] == '.' &&
	    strcmp(name + len - n, zone) == 0;
}

void
listtimes_took(void *arg, const char *name, uint64_t us)
{
	struct listtimes *t = arg;
	struct listtime *best = NULL;
	size_t i;

	for (i = 0; i < t->len; i++)
		if (is_below(name, t->list[i].zone) && (best == NULL ||
		    strlen(best->zone) < strlen(t->list[i].zone)))
			best = &t->list[i];
	if (best == NULL)
		return;
	best->count++;
	best->us += us;
}

void
listtimes_write(struct buf *out, const struct listtimes *t)
{
	struct promtext_label label = { "zone", "" };
	char masked[DNS_NAME_SIZE];
	size_t i;

	promtext_begin(out, "dhf_list_seconds", PROMTEXT_SUMMARY,
	    "How long lists took to answer dhfd; a key in a zone is masked.");
	for (i = 0; i < t->len; i++) {
		zone_mask(masked, t->list[i].zone);
		label.value = masked;
		promtext_time(out, "dhf_list_seconds_sum", &label, 1,
		    t->list[i].us);
		promtext_count(out, "dhf_list_seconds_count", &label, 1,
		    t->list[i].count);
	}
}
