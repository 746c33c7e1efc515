/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_POLICY_ASK_RULE_H
#define DHF_POLICY_ASK_RULE_H

#include "policy/ask.h"

/*
 * ask_rule - do all criteria of a rule hold?
 *
 *	any is no                    no
 *	else any is waiting          waiting
 *	else any is unknown          unknown
 *	else                         yes
 *
 * "@regex=^ppp @dnsbl=bl.example" of mail.example.com is no, and the list is
 * never asked; of ppp1.example.com it is what the list says.  So the cheap
 * criteria are asked first, and DNS when nothing else says no.
 *
 * The client's name may be a claim: its owner wrote it, and nobody has seen
 * that it leads back.  A claim is believed when it does harm.  One that does
 * good ("pass @name=friend.example") is unknown.  One that makes an exception
 * ("block @ip=192.0.2.0/24 !@name=friend.example") makes none, and the rule
 * holds by something unknown, which is never a 5xx.
 */

/* Ask the local criteria: what they say stands until the client has another
 * name.  An expression that gives up makes a rule that lets clients by
 * (rule_lets_by), or where a miss counts (good=), unknown and any other rule
 * no.  Returns as ask_criterion. */
int ask_rule_local(struct finding *f, const struct view *v,
    const struct rule *r, struct err *e);

/* Ask the others, and join to *f, which is that of the local ones and not no,
 * what they say.  Returns as ask_criterion. */
int ask_rule_dns(struct finding *f, const struct view *v,
    const struct rule *r, struct err *e);

/* Both. */
int ask_rule(struct finding *f, const struct view *v, const struct rule *r,
    struct err *e);

/* Whether a criterion asks DNS. */
bool ask_is_remote(const struct criterion *c);

#endif
