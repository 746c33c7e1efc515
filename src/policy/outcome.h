/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_POLICY_OUTCOME_H
#define DHF_POLICY_OUTCOME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/agree.h"
#include "policy/evidence.h"
#include "policy/margin.h"
#include "policy/verdict.h"

/*
 * outcome - what the rules that were asked add up to, and how certain that is
 *
 * The score is a number only when everything has answered.  Until then it is
 * an interval, and around it lies a second one of what nobody will ever know:
 *
 *	score 3 @dnsbl=a	listed			score 3
 *	score 4 @dnsbl=b	waiting			up 4, down 0
 *	score -2 @dnsbl=c	unknown (an error)	slack -2, rise 0
 *
 * With score_defer 3 and score_block 6 the final score will be 3 or 7: which
 * threshold it reaches depends on b, so the verdict is not settled.  Had b
 * scored 1, it would be 3 or 4: both defer, and nobody waits for b.  Were b
 * listed, 7 would block, but c could have taken 2 off it, and 5 defers: the
 * 5xx is made a 4xx ("capped").
 *
 * Settled is: every score in [score + down, score + up], and every answer that
 * is still to come, leads to the same action and code.
 */
struct outcome {
	struct verdict *out;      /* borrowed, like the next */
	const struct settings *settings;
	struct margin margin;
	bool milder;         /* an unknown rule could have said less */
	bool open;           /* a waiting rule could end the walk, or the
	                        default waits for a name */
	bool open_by;        /* a waiting rule could let the client by */
	bool said, said_by;  /* the same of what the client is still to say, */
	int32_t said_up_milli, said_down_milli; /* and of what that scores */
	struct agree lists;
};

/* A rule of which nobody knows, or will know, whether it holds.  by_list, here
 * and below: it has a criterion of lists. */
void outcome_unknown(struct outcome *o, const struct rule *r, bool by_list);

/* A rule of which DNS will tell. */
void outcome_waiting(struct outcome *o, const struct rule *r, bool by_list);

/* A rule of which the client will tell, by what it says.  Nobody waits for it:
 * out->undecided says that it matters. */
void outcome_said(struct outcome *o, const struct rule *r);

/* A rule that holds only because something is unknown: it never makes a
 * 5xx.  Its score is added by outcome_score. */
void outcome_doubt(struct outcome *o, const struct rule *r, bool by_list);

/* Add a score, positive or not. */
void outcome_score(struct outcome *o, int32_t milli);

/* Say what the scores say, by their thresholds.  False if none is reached;
 * o->out is as before then. */
bool outcome_by_score(struct outcome *o);

/* Say what the settings say of clients that no rule decides. */
void outcome_by_default(struct outcome *o, enum answer has_name);

/* The verdict stands: cap it for want of evidence, and find out whether it
 * is settled.  by_rule: a rule ended the walk. */
void outcome_settle(struct outcome *o, bool by_rule);

#endif
