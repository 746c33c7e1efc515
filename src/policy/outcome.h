/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_POLICY_OUTCOME_H
#define DHF_POLICY_OUTCOME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/evidence.h"
#include "policy/verdict.h"

/*
 * outcome - what the rules that were asked add up to, and how certain that is
 *
 * Unknown rules narrow what may be said: never 5xx where one of them could
 * have said less.  Waiting ones leave an interval of scores; the verdict is
 * settled when every score in it, and every answer, leads to the same.
 */

/* Most operators of lists that are told apart. */
#define OUTCOME_OWNERS 8

struct outcome {
	struct verdict *out;      /* borrowed, like the next */
	const struct settings *settings;
	int32_t slack_milli;      /* <= 0, what unknown scores could take */
	int32_t rise_milli;       /* off, and >= 0, what they could add */
	int32_t up_milli;         /* >= 0, what waiting scores could add, and */
	int32_t down_milli;       /* <= 0, take off */
	bool milder;              /* an unknown rule could have said less */
	bool open;                /* a waiting rule could end the walk, or the
	                             default waits for a name */
	bool open_by;             /* a waiting rule could let the client by */
	bool open_list;           /* a waiting rule scores by a list */
	bool open_owner;          /* of a rule that has scored a list waits */
	bool unknown_list;        /* an unknown rule scores by a list */
	uint64_t owner[OUTCOME_OWNERS]; /* of lists that scored */
	size_t owners;
	int32_t listed_milli;     /* >= 0: what lists have scored */
};

/* A rule of which nobody knows, or will know, whether it holds.  by_list, here
 * and below: it has a criterion of lists. */
void outcome_unknown(struct outcome *o, const struct rule *r, bool by_list);

/* A rule of which DNS will tell. */
void outcome_waiting(struct outcome *o, const struct rule *r, bool by_list);

/* A rule that holds only because something is unknown: it never makes a
 * 5xx.  Its score is added by outcome_score. */
void outcome_doubt(struct outcome *o, const struct rule *r, bool by_list);

/* Add a score, positive or not. */
void outcome_score(struct outcome *o, int32_t milli);

/* The score milli > 0 comes from lists; outcome_score adds it. */
void outcome_listed(struct outcome *o, int32_t milli);

/* One of them is of this operator, any number that is his. */
void outcome_owner(struct outcome *o, uint64_t owner);

/* Say what the scores say, by their thresholds.  False if none is reached;
 * o->out is as before then. */
bool outcome_by_score(struct outcome *o);

/* Say what the settings say of clients that no rule decides. */
void outcome_by_default(struct outcome *o, enum answer has_name);

/* The verdict stands: cap it for want of evidence, and find out whether it
 * is settled.  by_rule: a rule ended the walk. */
void outcome_settle(struct outcome *o, bool by_rule);

#endif
