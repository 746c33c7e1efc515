/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lang/lint_net.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/err.h"
#include "book/rulebook.h"

/* By address set. */
struct set_state {
	uint32_t rule;      /* the first that uses it, plus 1 */
	bool absorbs;       /* and that rule absorbs */
	bool open;          /* some network of it is not shadowed */
	uint32_t shadow;    /* a rule that shadows a network of it, plus 1 */
	bool paired;        /* its rule asks for another set as well */
	bool filled;        /* it has a network */
	bool meets;         /* such another has an address of it */
};

/* Whether the criterion asks for an address of its set. */
static bool
wants_set(const struct criterion *c)
{
	return criterion_trait(c->kind)->key == INDEX_SET && !c->negated;
}

/* Mark the sets of a rule that asks for several. */
static void
find_pairs(const struct rule *r, struct set_state *set)
{
	size_t c, count = 0;

	for (c = 0; c < r->crit_len; c++)
		count += wants_set(&r->crit[c]);
	for (c = 0; c < r->crit_len && count > 1; c++)
		if (wants_set(&r->crit[c]))
			set[r->crit[c].set].paired = true;
}

static void
find_rules(const struct rulebook *b, struct set_state *set)
{
	uint32_t jump = 0;
	size_t i, c;

	for (i = 0; i < b->len; i++) {
		const struct rule *r = &b->rule[i];

		for (c = 0; c < r->crit_len; c++) {
			struct set_state *s = &set[r->crit[c].set];

			if (criterion_trait(r->crit[c].kind)->key !=
			    INDEX_SET || s->rule != 0)
				continue;
			s->rule = (uint32_t)i + 1;
			s->absorbs = rule_absorbs(r) && jump <= i;
		}
		find_pairs(r, set);
		if (r->target > jump)
			jump = r->target;
	}
}

/* The networks that hold the current one. */
struct nest {
	const struct netset_net *net[256];
	size_t depth;
	bool full; /* some that holds one had no room */
};

static void
nest_enter(struct nest *n, const struct netset_net *net)
{
	while (n->depth > 0) {
		const struct netset_net *top = n->net[n->depth - 1];
		struct ip last = ip_last(&top->first, top->bits);

		if (top->first.bits == net->first.bits &&
		    ip_compare(&last, &net->first) >= 0)
			break;
		n->depth--;
	}
	if (n->depth < sizeof(n->net) / sizeof(n->net[0]))
		n->net[n->depth++] = net;
	else
		n->full = true;
}

/* Mark the sets of one rule that both hold the innermost network of n, which
 * is of *s. */
static void
mark_meeting(const struct nest *n, struct set_state *set, struct set_state *s)
{
	size_t i;

	for (i = 0; s->paired && i < n->depth; i++) {
		struct set_state *other = &set[n->net[i]->set];

		if (other != s && other->paired && other->rule == s->rule)
			other->meets = s->meets = true;
	}
}

/* Warn of rule i if one of its sets shares no address with any other; of an
 * import the other program's rules bring that about. */
static void
warn_apart(struct rulebook *b, size_t i, const struct set_state *set)
{
	const struct rule *r = &b->rule[i];
	bool apart = false;
	size_t c;

	if (fold_has(&b->diag->fold, b->file[r->file]))
		return;
	for (c = 0; c < r->crit_len; c++) {
		const struct set_state *s = &set[r->crit[c].set];

		if (!wants_set(&r->crit[c]))
			continue;
		if (!s->filled)
			return; /* which is told otherwise */
		apart = apart || (s->paired && !s->meets);
	}
	if (apart)
		diag_warn(b->diag, &b->place[i], "no address is in all the "
		    "networks of its criteria, so the rule holds for nobody: "
		    "write @ip=A,B for either");
}

/* The earliest rule before rule (plus 1, as all) that absorbs the innermost
 * network of n, or 0. */
static uint32_t
absorber(const struct nest *n, const struct set_state *set, uint32_t rule)
{
	uint32_t best = 0;
	size_t i;

	for (i = 0; i < n->depth; i++) {
		const struct set_state *s = &set[n->net[i]->set];

		if (s->absorbs && s->rule < rule &&
		    (best == 0 || s->rule < best))
			best = s->rule;
	}
	return best;
}

int
lint_networks(struct rulebook *b, uint32_t *shadow, struct err *e)
{
	struct set_state *set = calloc((size_t)b->sets + 1, sizeof(*set));
	struct nest nest = { .depth = 0 };
	size_t i;

	if (set == NULL)
		return err_memory(e);
	find_rules(b, set);
	netset_sort(&b->nets);
	for (i = 0; i < b->nets.len; i++) {
		const struct netset_net *net = &b->nets.net[i];
		struct set_state *s = &set[net->set];
		uint32_t by;

		nest_enter(&nest, net);
		s->filled = true;
		mark_meeting(&nest, set, s);
		if ((by = absorber(&nest, set, s->rule)) == 0)
			s->open = true;
		else
			s->shadow = by;
	}
	for (i = 0; i < b->len && !nest.full; i++)
		warn_apart(b, i, set);
	for (i = 1; i <= b->sets; i++)
		shadow[i] = set[i].open ? 0 : set[i].shadow;
	free(set);
	return 0;
}
