/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_POLICY_MATCH_RULE_H
#define DHF_POLICY_MATCH_RULE_H

#include "policy/evidence.h"

struct err;
struct match;
struct rule;

/*
 * match_rule - do all criteria of a rule hold?
 *
 * No if any is no, else waiting if any is, else unknown if any is, else yes.
 * The cheap ones are asked first, and DNS when nothing else says no.
 */

/* Ask all criteria.  An expression that gives up makes a rule that lets
 * clients by (rule_lets_by), or gains by a miss, unknown and any other rule
 * no; m->limited tells. */
enum answer match_rule(struct match *m, const struct rule *r, struct err *e);

#endif
