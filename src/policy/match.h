/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_POLICY_MATCH_H
#define DHF_POLICY_MATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "name/class.h"
#include "policy/evidence.h"
#include "rule/shape.h"

struct criterion;
struct err;
struct image;
struct regex_engine;
struct regexcache;
struct rule;

/*
 * match - does a rule hold for a client?
 *
 * Three-valued: a criterion whose evidence is unknown is unknown, negated or
 * not; a rule is no if any criterion is no, else unknown if any is, else yes.
 */
struct match {
	struct image *img;              /* borrowed */
	struct regex_engine *regex;     /* borrowed */
	struct regexcache *cache;       /* borrowed; NULL: none */
	const struct evidence *ev;      /* borrowed */
	bool ip_searched;               /* expressions see the address of a
	                                   client without a name */
	bool have_chain;
	uint32_t chain;                 /* the address sets that hold ev->ip */
	bool have_shape;
	struct shape shape;             /* of the text that is searched */
	bool have_class;
	struct class class;             /* of the client's name */
	bool limited; /* an expression of the rule asked last gave up */
};

/* Find the address sets that hold the client's address; *chain is 0 if there
 * are none or there is no address.  -1 with *e. */
int match_chain(struct match *m, uint32_t *chain, struct err *e);

/* The text that expressions are searched in, its length to *len; "" if there
 * is none, or if ev->has_name is unknown. */
const char *match_subject(const struct match *m, size_t *len);

/* Whether a criterion holds. */
enum answer match_criterion(struct match *m, const struct criterion *c,
    struct err *e);

/* Whether all criteria of a rule hold.  An expression that gives up makes a
 * rule that lets clients by (rule_lets_by), or gains by a miss, unknown and
 * any other rule no; m->limited tells. */
enum answer match_rule(struct match *m, const struct rule *r, struct err *e);

#endif
