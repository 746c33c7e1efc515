/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/tally.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/grow.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Longest key; longer labels and domains share what they have in common. */
#define KEY_MAX 512

/* Copy text into the arena with '?' for what is not printable. */
static char *
keep(struct tally *t, const char *text)
{
	char *copy = arena_copy(&t->arena, text, strlen(text)), *p;

	for (p = copy; p != NULL && *p != '\0'; p++)
		if (*p < ' ' || *p > '~')
			*p = '?';
	return copy;
}

/* The value of a key, 0 if it is new; NULL if memory ran out. */
static uint32_t *
find(struct tally *t, struct table *keys, const char *key)
{
	size_t len = strlen(key);
	uint32_t *value = table_get(keys, key, len);
	char *copy;

	if (value != NULL)
		return value;
	copy = arena_copy(&t->arena, key, len);
	return copy != NULL ? table_put(keys, copy, len) : NULL;
}

static enum tally_want
want_of(const char *label)
{
	static const struct {
		const char *label;
		enum tally_want want;
	} known[] = { { "dynamic", TALLY_HIT }, { "bad", TALLY_HIT },
		{ "spam", TALLY_HIT }, { "legit", TALLY_FREE },
		{ "good", TALLY_FREE }, { "ham", TALLY_FREE } };
	size_t i;

	for (i = 0; i < COUNT(known); i++)
		if (strcasecmp(label, known[i].label) == 0)
			return known[i].want;
	return TALLY_ANY;
}

static bool
is_hit(const struct tally_row *row)
{
	return row->outcome >= TALLY_GREY;
}

static bool
is_wrong(enum tally_want want, const struct tally_row *row)
{
	return want == TALLY_HIT ? !is_hit(row) :
	    want == TALLY_FREE && is_hit(row);
}

/* The slice of a label, made if it is new; NULL if memory ran out. */
static struct tally_slice *
slice(struct tally *t, const char *label, enum tally_by by, const char *value)
{
	char key[KEY_MAX];
	struct tally_slice **grown, *s;
	uint32_t *at;

	(void)snprintf(key, sizeof(key), "%d\t%s\t%s", (int)by, label, value);
	if ((at = find(t, &t->slice_at, key)) == NULL)
		return NULL;
	if (*at != 0)
		return t->slice[*at - 1];
	grown = grow_array(t->slice, t->slices, &t->slice_cap,
	    sizeof(struct tally_slice *));
	if (grown == NULL)
		return NULL;
	t->slice = grown;
	if ((s = arena_alloc(&t->arena, sizeof(*s))) == NULL ||
	    (s->label = keep(t, label)) == NULL ||
	    (s->value = keep(t, value)) == NULL)
		return NULL;
	s->by = by;
	s->want = want_of(label);
	s->number = *at = (uint32_t)t->slices + 1;
	return t->slice[t->slices++] = s;
}

/* The clients of a domain in a slice, made if new; NULL if memory ran out.
 * Borrowed until the next call. */
static struct tally_domain *
domain(struct tally *t, const struct tally_slice *s, const char *name)
{
	char key[KEY_MAX];
	struct tally_domain *d;
	uint32_t *at;

	(void)snprintf(key, sizeof(key), "%lu\t%s", (unsigned long)s->number,
	    name);
	if ((at = find(t, &t->domain_at, key)) == NULL)
		return NULL;
	if (*at != 0)
		return &t->domain[*at - 1];
	d = grow_array(t->domain, t->domains, &t->domain_cap, sizeof(*d));
	if (d == NULL)
		return NULL;
	t->domain = d;
	d += t->domains;
	*d = (struct tally_domain){ .slice = s, .name = keep(t, name) };
	if (d->name == NULL)
		return NULL;
	*at = (uint32_t)++t->domains;
	return d;
}

int
tally_add(struct tally *t, const struct tally_row *row, enum tally_by by,
    const char *value)
{
	struct tally_slice *s = slice(t, row->label, by, value);
	struct tally_domain *d;

	if (s == NULL)
		return -1;
	s->rows++;
	s->hits += is_hit(row);
	s->outcome[row->outcome]++;
	if (*row->domain == '\0')
		return 0;
	if ((d = domain(t, s, row->domain)) == NULL)
		return -1;
	d->rows++;
	d->hits += is_hit(row);
	if (!is_wrong(s->want, row))
		return 0;
	if (d->wrong++ == 0 && by == TALLY_ALL &&
	    (d->example = keep(t, row->entry)) == NULL)
		return -1;
	return 0;
}

int
tally_blame(struct tally *t, const struct tally_row *row)
{
	struct tally_rule *r;
	uint32_t *at;

	if (want_of(row->label) != TALLY_FREE || !is_hit(row))
		return 0;
	if ((at = find(t, &t->rule_at, row->rule)) == NULL)
		return -1;
	if (*at != 0) {
		t->rule[*at - 1].rows++;
		return 0;
	}
	r = grow_array(t->rule, t->rules, &t->rule_cap, sizeof(*r));
	if (r == NULL)
		return -1;
	t->rule = r;
	r += t->rules;
	*r = (struct tally_rule){ .name = keep(t, row->rule),
		.example = keep(t, row->entry), .rows = 1 };
	if (r->name == NULL || r->example == NULL)
		return -1;
	*at = (uint32_t)++t->rules;
	return 0;
}

static int
slice_order(const void *a, const void *b)
{
	const struct tally_slice *const *p = a, *const *q = b;
	const struct tally_slice *l = *p, *r = *q;
	int label = strcmp(l->label, r->label);

	if (label != 0)
		return label;
	if (l->by != r->by)
		return l->by < r->by ? -1 : 1;
	return strcmp(l->value, r->value);
}

static int
domain_order(const void *a, const void *b)
{
	const struct tally_domain *l = a, *r = b;
	int name;

	if (l->wrong != r->wrong)
		return l->wrong > r->wrong ? -1 : 1;
	name = strcmp(l->name, r->name);
	return name != 0 ? name : slice_order(&l->slice, &r->slice);
}

static int
rule_order(const void *a, const void *b)
{
	const struct tally_rule *l = a, *r = b;

	if (l->rows != r->rows)
		return l->rows > r->rows ? -1 : 1;
	return strcmp(l->name, r->name);
}

void
tally_end(struct tally *t)
{
	struct tally_domain *d;
	struct tally_slice *s;
	size_t i;

	for (i = 0; i < t->domains; i++) {
		d = &t->domain[i];
		s = t->slice[d->slice->number - 1];
		s->domains++;
		s->macro += (double)d->hits / (double)d->rows;
	}
	for (i = 0; i < t->slices; i++)
		if (t->slice[i]->domains > 0)
			t->slice[i]->macro /= (double)t->slice[i]->domains;
	if (t->slices > 0)
		qsort(t->slice, t->slices, sizeof(struct tally_slice *),
		    slice_order);
	if (t->domains > 0)
		qsort(t->domain, t->domains, sizeof(*t->domain), domain_order);
	if (t->rules > 0)
		qsort(t->rule, t->rules, sizeof(*t->rule), rule_order);
}

bool
tally_asks(const struct tally *t)
{
	size_t i;

	for (i = 0; i < t->slices; i++)
		if (t->slice[i]->want != TALLY_ANY)
			return true;
	return false;
}

bool
tally_is_clean(const struct tally *t)
{
	size_t i;

	for (i = 0; i < t->slices; i++)
		if (t->slice[i]->want == TALLY_FREE && t->slice[i]->hits > 0)
			return false;
	return true;
}

void
tally_free(struct tally *t)
{
	table_free(&t->slice_at);
	table_free(&t->domain_at);
	table_free(&t->rule_at);
	free(t->slice);
	free(t->domain);
	free(t->rule);
	arena_free(&t->arena);
	*t = (struct tally){ 0 };
}
