/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/rulecount.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/grow.h"
#include "rule/ruleset.h"

void
rulecount_free(struct rulecounts *r)
{
	table_free(&r->table);
	arena_free(&r->arena);
	free(r->rule);
	*r = (struct rulecounts){ .len = 0 };
}

/* Count a new label.  NULL if memory ran out. */
static struct rulecount *
add(struct rulecounts *r, const char *label, size_t len)
{
	struct rulecount *more = grow_array(r->rule, r->len, &r->cap,
	    sizeof(*more));
	uint32_t *value;
	char *copy;

	if (more == NULL)
		return NULL;
	r->rule = more;
	if ((copy = arena_copy(&r->arena, label, len)) == NULL ||
	    (value = table_put(&r->table, copy, len)) == NULL)
		return NULL;
	*value = (uint32_t)r->len;
	more = &r->rule[r->len++];
	*more = (struct rulecount){ .label = copy,
		.first_s = RULECOUNT_NEVER, .last_s = RULECOUNT_NEVER };
	return more;
}

/* Know a rule by both forms of its label, as it stands in a value and in a
 * list.  One that two rules have is that of the first. */
static int
know(struct rulecounts *r, const char *label)
{
	char one[RULESET_LABEL], item[RULESET_LABEL], *copy;
	struct rulecount *rule;
	uint32_t *value;

	logread_label(one, sizeof(one), label, false);
	logread_label(item, sizeof(item), label, true);
	if (table_get(&r->table, one, strlen(one)) != NULL)
		return 0;
	if ((rule = add(r, one, strlen(one))) == NULL)
		return -1;
	rule->known = true;
	if (strcmp(one, item) == 0)
		return 0;
	if ((copy = arena_copy(&r->arena, item, strlen(item))) == NULL ||
	    (value = table_put(&r->table, copy, strlen(item))) == NULL)
		return -1;
	*value = (uint32_t)r->len - 1;
	return 0;
}

int
rulecount_know(struct rulecounts *r, struct ruleset *rules, struct err *e)
{
	char label[RULESET_LABEL];

	ruleset_seek(rules, 0);
	for (;;)
		switch (ruleset_next(rules, e)) {
		case RULESET_RULE:
			if (ruleset_label(rules, label, e) == -1)
				return -1;
			if (r->len < RULECOUNT_MOST && know(r, label) == -1)
				return err_memory(e);
			break;
		case RULESET_END:
			return 0;
		case RULESET_FAILED:
			return -1;
		}
}

static struct rulecount *
others_of(struct rulecounts *r)
{
	if (r->others.label == NULL)
		r->others = (struct rulecount){ .label = "(others)",
			.first_s = RULECOUNT_NEVER,
			.last_s = RULECOUNT_NEVER };
	return &r->others;
}

struct rulecount *
rulecount_of(struct rulecounts *r, const struct logread_value *label)
{
	const uint32_t *at = table_get(&r->table, label->at, label->len);
	struct rulecount *new;

	if (at != NULL)
		return &r->rule[*at];
	if (label->len >= RULESET_LABEL || r->len >= RULECOUNT_MOST ||
	    memchr(label->at, '\0', label->len) != NULL)
		return others_of(r);
	if ((new = add(r, label->at, label->len)) != NULL)
		return new;
	r->lost = true;
	return others_of(r);
}

void
rulecount_at(struct rulecount *r, int64_t at_s)
{
	const struct timeline_room room = { r->bin, RULECOUNT_BINS, 1 };
	uint32_t *bin;

	if (at_s == RULECOUNT_NEVER)
		return;
	if (r->first_s == RULECOUNT_NEVER || at_s < r->first_s)
		r->first_s = at_s;
	if (at_s > r->last_s)
		r->last_s = at_s;
	if ((bin = timeline_bin(&r->timeline, &room, at_s)) != NULL)
		++*bin;
}

static uint64_t
sum(const uint64_t n[RULECOUNT_ACTIONS])
{
	return n[0] + n[1] + n[2] + n[3];
}

uint64_t
rulecount_hits(const struct rulecount *r)
{
	return sum(r->hits) + r->marks;
}

uint64_t
rulecount_watch(const struct rulecount *r)
{
	return sum(r->watch);
}

static int
compare(const void *a, const void *b)
{
	const struct rulecount *x = *(const struct rulecount *const *)a;
	const struct rulecount *y = *(const struct rulecount *const *)b;
	uint64_t n = rulecount_hits(x), m = rulecount_hits(y);

	if (n == m) {
		n = rulecount_watch(x);
		m = rulecount_watch(y);
	}
	if (n != m)
		return n > m ? -1 : 1;
	return strcmp(x->label, y->label);
}

const struct rulecount **
rulecount_order(const struct rulecounts *r)
{
	const struct rulecount **out = calloc(r->len + 1, sizeof(*out));
	size_t i;

	if (out == NULL)
		return NULL;
	for (i = 0; i < r->len; i++)
		out[i] = &r->rule[i];
	qsort(out, r->len, sizeof(*out), compare);
	return out;
}
