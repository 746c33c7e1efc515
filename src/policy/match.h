/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_POLICY_MATCH_H
#define DHF_POLICY_MATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "expr/shape.h"
#include "name/class.h"
#include "policy/lookup.h"

struct criterion;
struct err;
struct image;
struct regex_engine;
struct regexcache;

/*
 * match - does a criterion hold for a client?
 *
 * Three-valued: a criterion whose evidence is unknown is unknown, negated or
 * not.
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
	/* Of the rule asked last: */
	char listed[DNS_NAME_SIZE];     /* a list that has the client, or "" */
	enum criterion_kind listed_kind;
	bool asks_lists; /* it has a criterion of lists */
	bool moot;       /* no: there was no list to ask, a miss says nothing */
	bool by_unknown; /* it holds because something is unknown */
	char *notes; /* what DNS said is noted here, VERDICT_NOTES;
	                    borrowed; NULL: nowhere */
	bool limited; /* an expression of the rule asked last gave up */
};

/* Find the address sets that hold the client's address; *chain is 0 if there
 * are none or there is no address.  -1 with *e. */
int match_chain(struct match *m, uint32_t *chain, struct err *e);

/* True if nobody knows, yet or at all, whether the client has a name. */
bool match_name_is_open(const struct match *m);

/* The text that expressions are searched in, its length to *len; "" if there
 * is none, or if ev->has_name is unknown. */
const char *match_subject(const struct match *m, size_t *len);

/* Whether a criterion holds. */
enum answer match_criterion(struct match *m, const struct criterion *c,
    struct err *e);

#endif
