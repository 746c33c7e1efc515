/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPORT_RULECOUNT_H
#define DHF_REPORT_RULECOUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/table.h"
#include "policy/logread.h"
#include "report/timeline.h"

struct err;
struct ruleset;

/*
 * rulecount - how often each rule decided, marked, or would have decided
 *
 * By the label that the log has; settings and faults have one, too.
 * RULECOUNT_MOST of them are counted exactly, those that came first; the others
 * together.
 */
#define RULECOUNT_MOST 10000
#define RULECOUNT_BINS 40  /* of its own timeline */
#define RULECOUNT_ACTIONS 4 /* as enum rule_action has them: pass to grey */

struct rulecount {
	const char *label; /* as the log has it; NUL-terminated */
	bool known;        /* the rules have it now */
	uint64_t hits[RULECOUNT_ACTIONS];
	uint64_t watch[RULECOUNT_ACTIONS]; /* what it would have done */
	uint64_t marks;
	int64_t first_s, last_s;           /* RULECOUNT_NEVER: none known */
	struct timeline timeline;
	uint32_t bin[RULECOUNT_BINS];      /* of hits, marks and watch */
};

#define RULECOUNT_NEVER INT64_MIN

/* All bytes zero is without rules. */
struct rulecounts {
	struct arena arena;
	struct table table;
	struct rulecount *rule; /* owned; as they came */
	size_t len, cap;
	struct rulecount others;
	bool lost; /* memory ran out for a label: it is with the others */
};

void rulecount_free(struct rulecounts *r);

/* Let all rules of a set be known, so that those never hit are told of.  -1
 * with *e as the rules can't be read, or memory ran out. */
int rulecount_know(struct rulecounts *r, struct ruleset *rules,
    struct err *e);

/* The counts of a label of a line; those of others if there are too many, it is
 * too long, or memory ran out. */
struct rulecount *rulecount_of(struct rulecounts *r,
    const struct logread_value *label);

/* It was hit at that time; RULECOUNT_NEVER: nobody knows when. */
void rulecount_at(struct rulecount *r, int64_t at_s);

/* All hits, and all times that it would have decided. */
uint64_t rulecount_hits(const struct rulecount *r);
uint64_t rulecount_watch(const struct rulecount *r);

/* Order them: who was hit most at first, then who would have been, then by
 * label.  Returns r->len pointers, the caller's to free, or NULL if memory ran
 * out. */
const struct rulecount **rulecount_order(const struct rulecounts *r);

#endif
