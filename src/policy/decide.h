/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_POLICY_DECIDE_H
#define DHF_POLICY_DECIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "policy/match.h"
#include "policy/verdict.h"

struct candidates;

/*
 * decide - rules and evidence become a verdict
 *
 * A function of its arguments only: the same rules, evidence and time give
 * the same decision.  dhf.conf(5) describes the walk, ORDER OF EVALUATION.
 */

/* What became of one rule, for those who want to see the walk. */
enum decide_step {
	DECIDE_ASKED,  /* its criteria were asked; see the answer */
	DECIDE_OFF,    /* mode=off */
	DECIDE_EXPIRED
};

struct decide_viewer {
	void (*see)(void *arg, struct ruleset *rules, struct match *m,
	    enum decide_step step, enum answer answer);
	void *arg;
};

/* What a decision is made with; all borrowed. */
struct decider {
	struct ruleset *rules; /* begun */
	struct regex_engine *regex;
	struct regexcache *cache; /* NULL: none, as in the filter */
	struct candidates *room; /* for the search */
	const struct decide_viewer *viewer; /* NULL: nobody looks; else every
	                                       rule is asked, not only those
	                                       that the index finds */
};

/* Decide about a client at now_s, seconds since 1970.  Returns 0, or -1 with
 * *e if the rules can't be read or an expression can't be run: no decision
 * was made then.  out->text is borrowed until the rules are used again. */
int decide(struct verdict *out, const struct decider *d,
    const struct evidence *ev, int64_t now_s, struct err *e);

#endif
