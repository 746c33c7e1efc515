/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/netset.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/grow.h"

int
netset_add(struct netset *s, const struct ip *first, unsigned bits,
    uint32_t set, struct err *e)
{
	struct netset_net *net = grow_array(s->net, s->len, &s->cap,
	    sizeof(*net));

	if (net == NULL)
		return err_memory(e);
	s->net = net;
	s->net[s->len].first = *first;
	s->net[s->len].bits = bits;
	s->net[s->len++].set = set;
	return 0;
}

int
netset_add_range(struct netset *s, const struct ip *first,
    const struct ip *last, uint32_t set, struct err *e)
{
	struct ip from = *first, end;
	unsigned bits;

	if (first->bits != last->bits || ip_compare(first, last) > 0)
		return err_perm(e, 0, "a range goes from the lower address "
		    "to the higher one of the same family");
	for (;;) { /* the largest network that starts at from and fits */
		for (bits = 0; bits < from.bits; bits++) {
			struct ip base = ip_first(&from, bits);

			end = ip_last(&from, bits);
			if (ip_compare(&base, &from) == 0 &&
			    ip_compare(&end, last) <= 0)
				break;
		}
		end = ip_last(&from, bits);
		if (netset_add(s, &from, bits, set, e) == -1)
			return -1;
		from = end;
		if (ip_compare(&end, last) == 0 || !ip_next(&from))
			return 0;
	}
}

static int
by_place(const void *a, const void *b)
{
	const struct netset_net *x = a, *y = b;
	int order = ip_compare(&x->first, &y->first);

	if (order != 0)
		return order;
	if (x->bits != y->bits)
		return x->bits < y->bits ? -1 : 1;
	return x->set < y->set ? -1 : x->set > y->set;
}

/* Networks are dealt to a pile for each family and first two octets. */
#define PILES ((size_t)2 << 16)

static size_t
pile_of(const struct netset_net *net)
{
	const struct ip *ip = &net->first;

	return (size_t)(ip->bits > 32) << 16 | (size_t)ip->octet[0] << 8 |
	    ip->octet[1];
}

/* Sort into dealt, which has room for all; end has room for PILES, zeroed. */
static void
sort_piles(struct netset *s, struct netset_net *dealt, size_t *end)
{
	size_t i, sum = 0, n;

	for (i = 0; i < s->len; i++)
		end[pile_of(&s->net[i])]++;
	for (i = 0; i < PILES; i++) { /* where each begins, for now */
		n = end[i];
		end[i] = sum;
		sum += n;
	}
	for (i = 0; i < s->len; i++)
		dealt[end[pile_of(&s->net[i])]++] = s->net[i];
	for (i = 0, sum = 0; i < PILES; sum = end[i++])
		qsort(dealt + sum, end[i] - sum, sizeof(*dealt), by_place);
}

void
netset_sort(struct netset *s)
{
	struct netset_net *dealt = malloc((s->len + 1) * sizeof(*dealt));
	size_t *end = calloc(PILES, sizeof(*end));

	if (dealt != NULL && end != NULL) {
		sort_piles(s, dealt, end);
		free(s->net);
		s->net = dealt;
		s->cap = s->len + 1;
	} else {
		free(dealt);
		if (s->len > 0)
			qsort(s->net, s->len, sizeof(*s->net), by_place);
	}
	free(end);
}

/* A network that the sweep is inside of. */
struct level {
	struct ip last;
	uint32_t chain;
};

struct sweep {
	struct netset_flat *flat;
	struct level level[130]; /* one for each prefix length, and none */
	size_t depth;
	uint32_t *bucket; /* links by hash: index plus 1 */
	size_t buckets;   /* a power of two */
	size_t link_cap;
};

static bool
chain_has(const struct netset_flat *f, uint32_t chain, uint32_t set)
{
	for (; chain != 0; chain = f->link[chain - 1].next)
		if (f->link[chain - 1].set == set)
			return true;
	return false;
}

static size_t
link_hash(uint32_t set, uint32_t next)
{
	uint64_t h = ((uint64_t)set << 32 | next) * 0x9e3779b97f4a7c15u;

	return (size_t)(h >> 32);
}

static int
links_grow(struct sweep *w)
{
	struct netset_flat *f = w->flat;
	size_t cap = w->link_cap != 0 ? w->link_cap * 2 : 256, i;
	struct netset_link *link = realloc(f->link, cap * sizeof(*link));
	uint32_t *bucket;

	if (link == NULL)
		return -1;
	f->link = link;
	w->link_cap = cap;
	if ((bucket = calloc(cap * 2, sizeof(*bucket))) == NULL)
		return -1;
	free(w->bucket);
	w->bucket = bucket;
	w->buckets = cap * 2;
	for (i = 0; i < f->link_len; i++) {
		size_t at = link_hash(link[i].set, link[i].next);

		while (bucket[at &= w->buckets - 1] != 0)
			at++;
		bucket[at] = (uint32_t)i + 1;
	}
	return 0;
}

/* The chain that adds set before chain next; 0 if memory ran out. */
static uint32_t
link_intern(struct sweep *w, uint32_t set, uint32_t next)
{
	struct netset_flat *f = w->flat;
	size_t at = link_hash(set, next);
	uint32_t i;

	if (f->link_len == w->link_cap && links_grow(w) == -1)
		return 0;
	while ((i = w->bucket[at &= w->buckets - 1]) != 0) {
		if (f->link[i - 1].set == set && f->link[i - 1].next == next)
			return i;
		at++;
	}
	f->link[f->link_len].set = set;
	f->link[f->link_len].next = next;
	w->bucket[at] = (uint32_t)++f->link_len;
	return w->bucket[at];
}

/* From first on the chain holds.  The array has room for two intervals a
 * network, which is the most that a sweep can emit. */
static void
emit(struct netset_flat *f, const struct ip *first, uint32_t chain)
{
	struct netset_interval *i = f->interval + f->len;

	if (f->len > 0 && ip_compare(&i[-1].first, first) == 0) {
		f->len--;
		i--;
	}
	if (f->len > 0 && i[-1].chain == chain &&
	    i[-1].first.bits == first->bits)
		return;
	i->first = *first;
	i->chain = chain;
	f->len++;
}

/* Leave the networks that end before at, or all if at is NULL. */
static void
leave(struct sweep *w, const struct ip *at)
{
	while (w->depth > 1) {
		struct level *top = &w->level[w->depth - 1];

		if (at != NULL && ip_compare(&top->last, at) >= 0)
			return;
		w->depth--;
		if (ip_next(&top->last))
			emit(w->flat, &top->last, top[-1].chain);
	}
}

/* Enter the networks that are the same as net[0], len at most; how many. */
static size_t
enter(struct sweep *w, const struct netset_net *net, size_t len, bool *failed)
{
	struct level *outer = &w->level[w->depth - 1];
	uint32_t chain = outer->chain;
	size_t n;

	for (n = 0; n < len && net[n].bits == net->bits &&
	    ip_compare(&net[n].first, &net->first) == 0; n++) {
		if (chain_has(w->flat, chain, net[n].set))
			continue;
		if ((chain = link_intern(w, net[n].set, chain)) == 0) {
			*failed = true;
			return n;
		}
	}
	outer[1].last = ip_last(&net->first, net->bits);
	outer[1].chain = chain;
	w->depth++;
	emit(w->flat, &net->first, chain);
	return n;
}

int
netset_flatten(struct netset_flat *out, struct netset *s, struct err *e)
{
	struct netset_flat f = { 0 };
	struct sweep w = { .flat = &f, .depth = 1 };
	bool failed = false;
	size_t i, n;

	if (s->len > 0) {
		netset_sort(s);
		f.interval = calloc(s->len, 2 * sizeof(*f.interval));
		failed = f.interval == NULL;
	}
	for (i = 0; i < s->len && !failed; i += n) {
		if (i > 0 && s->net[i].first.bits != s->net[i - 1].first.bits)
			leave(&w, NULL);
		leave(&w, &s->net[i].first);
		n = enter(&w, s->net + i, s->len - i, &failed);
	}
	leave(&w, NULL);
	free(w.bucket);
	if (failed) {
		netset_flat_free(&f);
		return err_memory(e);
	}
	while (f.ip4_len < f.len && f.interval[f.ip4_len].first.bits == 32)
		f.ip4_len++;
	*out = f;
	return 0;
}

void
netset_free(struct netset *s)
{
	free(s->net);
	*s = (struct netset){ 0 };
}

void
netset_flat_free(struct netset_flat *f)
{
	free(f->interval);
	free(f->link);
	*f = (struct netset_flat){ 0 };
}
