/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_POLICY_OPERATORS_H
#define DHF_POLICY_OPERATORS_H

struct err;
struct match;
struct outcome;
struct rule;

/*
 * operators - whose lists have the client, when a rule scores by lists
 *
 * Lists are of one operator if they are below one registrable domain.
 */

/* Tell *o of the score of *r, > 0, and of the operators of all its lists that
 * have the client, not only of the first that answered; *m has just found
 * that the rule holds by a list.  A rule that only has lists of good clients
 * tells nothing.  Returns 0, or -1 with *e as suffixes_domain. */
int operators_count(struct outcome *o, const struct match *m,
    const struct rule *r, struct err *e);

#endif
