/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_POLICY_ASK_H
#define DHF_POLICY_ASK_H

#include "policy/finding.h"
#include "policy/view.h"
#include "rule/rule.h"

struct err;

/*
 * ask - what a criterion finds for a client
 *
 * Three-valued: a criterion whose evidence is unknown is unknown, negated or
 * not.
 */

/* Ask one criterion.  Nothing is changed but what the client keeps for the
 * next question, the budget of the engine, and the notes about DNS.  Returns
 * 0, or -1 with *e as image_page or regex_search. */
int ask_criterion(struct finding *f, const struct view *v,
    const struct criterion *c, struct err *e);

#endif
