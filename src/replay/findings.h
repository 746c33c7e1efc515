/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPLAY_FINDINGS_H
#define DHF_REPLAY_FINDINGS_H

#include "replay/account.h"
#include "replay/exceptions.h"
#include "replay/intake.h"
#include "replay/interval.h"

/*
 * findings - all that a replay has found, for those who print it
 */

/* A client that is shown one by one; of more it is said how many. */
#define FINDINGS_SHOWN 1000

/* Nobody can prove that a refusal for ever hurts less than this share, if it
 * hurts one of 2,000. */
#define FINDINGS_LIMIT 0.0005

struct findings {
	const char *now_name, *next_name; /* files; now NULL: the log */
	const struct intake *in;   /* all borrowed */
	struct catalogue *now, *next; /* now may be NULL */
	const struct account *a;
	const struct exceptions *x;
	int64_t now_s;
};

/* The clusters of a rate that were hit, as an interval. */
struct interval findings_interval(const struct account_rate *r);

/* How many days of the last 64 an address brought unmarked mail on. */
unsigned findings_days(const struct address *a);

/* What is true of a rule, in a word or two for people. */
enum findings_rule {
	RULE_DECIDING, RULE_SCORING, RULE_MARKING, RULE_WATCHED, RULE_IS_OFF,
	RULE_SHADOWED, /* whom it holds for, others decided before */
	RULE_STALE     /* nobody came for whom it holds */
};

enum findings_rule findings_rule(const struct findings *f, uint32_t rule);

/* The share of bad ones among those of a rule's clients that are known to be
 * either; -1 if there are none. */
double findings_share(const struct account_rule *r);

/* Write a client as dhf-test -x takes it, "NAME/IP", to size bytes. */
void findings_entry(char *out, size_t size, const struct findings *f,
    uint32_t client);

#endif
