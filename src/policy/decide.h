/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_POLICY_DECIDE_H
#define DHF_POLICY_DECIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "policy/client.h"
#include "policy/verdict.h"

struct candidates;
struct regex_engine;
struct regexcache;

/*
 * decide - rules and what is known of a client become a verdict
 *
 * One walk through the rules, which waits for nothing.  The same rules, client
 * and time give the same verdict.  dhf.conf(5) describes the walk, ORDER OF
 * EVALUATION.
 */

/* What became of one rule, for those who want to see the walk. */
enum decide_step {
	DECIDE_ASKED,  /* its criteria were asked; see the answer */
	DECIDE_OFF,    /* mode=off */
	DECIDE_EXPIRED
};

struct decide_seen {
	enum decide_step step;
	enum answer answer;                   /* of the rule */
	uint32_t asked;                       /* bit i: so was criterion i */
	enum answer found[RULE_CRITERIA_MAX]; /* by criterion, if asked */
};

/* Shown is every rule up to the one that ends the walk, not only those that
 * the index finds.  Of a rule that does not hold the local criteria are shown
 * all the same, those of DNS only if the walk came to them. */
struct decide_viewer {
	void (*see)(void *arg, struct ruleset *rules,
	    const struct decide_seen *seen);
	void *arg;
};

/* For those who try rules out, and wait for no answer: told of each rule that
 * holds, by its offset.  False: as if it did not. */
struct decide_trial {
	bool (*holds)(void *arg, uint32_t at, const struct rule *r);
	void *arg;
};

/* What a decision is made with; all borrowed.  Many clients, one after the
 * other, may use the same. */
struct decider {
	struct ruleset *rules; /* begun */
	struct regex_engine *regex;
	struct regexcache *cache; /* NULL: none, as in the filter */
	struct candidates *room; /* for the search */
	const struct decide_viewer *viewer; /* NULL: nobody looks */
	const struct decide_trial *trial;   /* NULL: nothing is tried */
};

/* Decide about a client with the answers of DNS that are there; questions that
 * the walk comes to are asked.  c->notes are those of this walk.  Returns 0,
 * or -1 with *e if the rules can't be read or an expression can't be run: no
 * decision was made then. */
int decide(struct verdict *out, const struct decider *d, struct client *c,
    struct err *e);

#endif
