/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/keyindex.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/grow.h"
#include "book/rulebook.h"
#include "build/keycount.h"
#include "expr/literal.h"
#include "rule/domains.h"
#include "rule/key.h"

/* A domain that leads to more rules than this is given up for a gram. */
#define CROWDED 4

/* A literal on which a rule depends. */
struct want {
	uint32_t rule;
	bool suffix;
	size_t len;
	char text[LITERAL_MAX];
};

struct build {
	struct keyindex *x;
	struct rulebook *book;
	struct want *want; /* owned */
	size_t len, cap;
	struct keycount count;
	bool failed;
};

static void
add_pair(struct build *b, uint64_t key, size_t rule)
{
	struct keyindex_pair pair = { key, (uint32_t)rule };

	buf_add(&b->x->pairs, &pair, sizeof(pair));
}

static void
add_always(struct build *b, size_t rule)
{
	uint32_t n = (uint32_t)rule;

	buf_add(&b->x->always, &n, sizeof(n));
}

/* The domain of a suffix: what is behind its first dot. */
static const char *
domain_of(const struct want *w, size_t *len)
{
	const char *dot = w->suffix ? memchr(w->text, '.', w->len) : NULL;

	if (dot == NULL)
		return NULL;
	*len = w->len - (size_t)(dot + 1 - w->text);
	return *len > 0 ? dot + 1 : NULL;
}

static size_t
gram_len(const struct want *w)
{
	return w->len >= 4 ? 4 : w->len;
}

/* Remember a literal, and count the keys that it could have. */
static void
want(struct build *b, size_t rule, const struct literal *l)
{
	struct want *w = grow_array(b->want, b->len, &b->cap, sizeof(*w));
	size_t len, i;
	const char *domain;

	if (w == NULL) {
		b->failed = true;
		return;
	}
	b->want = w;
	w += b->len++;
	w->rule = (uint32_t)rule;
	w->suffix = l->suffix;
	w->len = l->len;
	memcpy(w->text, l->text, l->len);
	if ((domain = domain_of(w, &len)) != NULL)
		keycount_add(&b->count, key_domain(domain, len));
	if ((len = gram_len(w)) < LITERAL_LEAST)
		return;
	for (i = 0; i + len <= w->len; i++)
		keycount_add(&b->count, key_gram(w->text + i, len));
}

/* Give the literal its key.  ".dyn.example.com" gets the domain
 * dyn.example.com, unless more than CROWDED rules have it and one of its grams
 * is in fewer literals: then it gets that gram.  ".com" alone gets a gram: as
 * a domain it would be a key of half of all clients. */
static void
settle(struct build *b, const struct want *w)
{
	size_t len = gram_len(w), domain_len, i;
	uint32_t least = UINT32_MAX, n;
	const char *domain;
	uint64_t key, best = 0;

	for (i = 0; len >= LITERAL_LEAST && i + len <= w->len; i++) {
		key = key_gram(w->text + i, len);
		if ((n = keycount_of(&b->count, key)) < least) {
			least = n;
			best = key;
		}
	}
	domain = domain_of(w, &domain_len);
	if (domain != NULL && (len < 3 ||
	    memchr(domain, '.', domain_len) != NULL)) {
		key = key_domain(domain, domain_len);
		n = keycount_of(&b->count, key);
		if (n <= CROWDED || n <= least) {
			add_pair(b, key, w->rule);
			return;
		}
	}
	add_pair(b, best, w->rule);
	buf_add(&b->x->grams, &best, sizeof(best));
}

/* True if the index may lead to a rule by its criterion. */
static bool
has_key(const struct criterion *c, enum criterion_key key)
{
	return !c->negated && criterion_trait(c->kind)->key == key;
}

/* The best literals of the rule's expressions; sets the rule's shape. */
static void
find_literals(struct rule *r, struct literal_set *best)
{
	struct literal_set set;
	size_t i;

	best->len = 0;
	for (i = 0; i < r->crit_len; i++) {
		if (!has_key(&r->crit[i], INDEX_EXPRESSION))
			continue;
		literal_find(&set, r->crit[i].value);
		shape_join(&r->shape, &set.shape);
		if (literal_worth(&set) > literal_worth(best))
			*best = set;
	}
	for (i = 0; i < best->len; i++)
		if (best->item[i].len < LITERAL_LEAST)
			best->len = 0; /* too short for any key */
}

static void
by_literals(struct build *b, size_t rule, const struct literal_set *set)
{
	size_t i;

	for (i = 0; i < set->len; i++)
		want(b, rule, &set->item[i]);
}

/* The first criterion with a key of that sort, or NULL. */
static const struct criterion *
find_key(const struct rule *r, enum criterion_key key)
{
	size_t i;

	for (i = 0; i < r->crit_len; i++)
		if (has_key(&r->crit[i], key))
			return &r->crit[i];
	return NULL;
}

static void
by_domains(struct build *b, size_t rule, const struct criterion *c)
{
	struct packed_cursor at = criterion_value(c);
	const char *domain;
	size_t len;

	while (domains_next(&at, &domain, &len))
		add_pair(b, key_domain(domain, len), rule);
}

/* True if every name is below the domains. */
static bool
has_root(const struct criterion *c)
{
	struct packed_cursor at = criterion_value(c);
	const char *domain;
	size_t len;

	while (domains_next(&at, &domain, &len))
		if (len == 0)
			return true;
	return false;
}

static void
choose(struct build *b, size_t rule)
{
	struct rule *r = &b->book->rule[rule];
	const struct criterion *domains = find_key(r, INDEX_DOMAINS),
	    *set = find_key(r, INDEX_SET);
	struct literal_set literals;

	find_literals(r, &literals);
	if (r->mode == RULE_OFF)
		return;
	if (r->good_milli != 0) /* a miss counts */
		add_always(b, rule);
	else if (domains != NULL && !has_root(domains))
		by_domains(b, rule, domains);
	else if (literal_worth(&literals) >= LITERAL_DOMAIN || (set == NULL &&
	    literals.len > 0))
		by_literals(b, rule, &literals);
	else if (set != NULL)
		add_pair(b, key_set(set->set), rule);
	else
		add_always(b, rule);
}

static int
by_key(const void *a, const void *b)
{
	const struct keyindex_pair *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->rule < y->rule ? -1 : x->rule > y->rule;
}

const struct keyindex_pair *
keyindex_pairs(const struct keyindex *x, size_t *len)
{
	*len = x->pairs.len / sizeof(struct keyindex_pair);
	return (const void *)x->pairs.data;
}

const uint64_t *
keyindex_grams(const struct keyindex *x, size_t *len)
{
	*len = x->grams.len / sizeof(uint64_t);
	return (const void *)x->grams.data;
}

const uint32_t *
keyindex_always(const struct keyindex *x, size_t *len)
{
	*len = x->always.len / sizeof(uint32_t);
	return (const void *)x->always.data;
}

int
keyindex_make(struct keyindex *x, struct rulebook *book, struct err *e)
{
	struct build b = { .x = x, .book = book };
	bool failed;
	size_t i;

	*x = (struct keyindex){ 0 };
	for (i = 0; i < book->len; i++)
		choose(&b, i);
	for (i = 0; i < b.len; i++)
		settle(&b, &b.want[i]);
	if (x->pairs.len > 0)
		qsort(x->pairs.data, x->pairs.len /
		    sizeof(struct keyindex_pair), sizeof(struct keyindex_pair),
		    by_key);
	free(b.want);
	failed = b.failed || b.count.failed || x->pairs.failed ||
	    x->grams.failed || x->always.failed;
	keycount_free(&b.count);
	if (!failed)
		return 0;
	keyindex_free(x);
	return err_memory(e);
}

void
keyindex_free(struct keyindex *x)
{
	buf_free(&x->pairs);
	buf_free(&x->grams);
	buf_free(&x->always);
}
