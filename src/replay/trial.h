/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPLAY_TRIAL_H
#define DHF_REPLAY_TRIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ip.h"
#include "replay/catalogue.h"
#include "replay/telling.h"

struct err;

/*
 * trial - what a set of rules says about a client of a log
 *
 * With what the log tells and nothing else: see replay/hearsay.h.  Where an
 * answer of DNS that the log does not hold could make it another, the verdict
 * is undetermined.
 *
 * Without a name all rules have to be asked, not the few that an index finds.
 * What they say depends on few things then, and is remembered by those.
 */

/* More rules that hold for one client are not told of. */
#define TRIAL_RULES_MAX 32

/* A client as the log has it; borrowed. */
struct trial_client {
	struct ip ip;
	const char *name;        /* normalised; "" without one */
	enum naming_state state;
	const char *lists;       /* as noted_lists has them */
	uint32_t lists_number;   /* the same number has the same lists */
	bool session;
	int64_t at_s;            /* when: rules expire */
};

struct trial_result {
	enum rule_action action;
	bool undetermined;
	uint32_t decider;        /* number of the rule that ended the walk, or
	                            CATALOGUE_NONE */
	size_t len;              /* rules that held */
	uint32_t rule[TRIAL_RULES_MAX]; /* by number, in order */
	uint32_t only;           /* bit i: without rule[i] the action would be
	                            another */
	size_t later;            /* rules that were not come to, and hold */
	uint32_t later_rule[TRIAL_RULES_MAX];
};

struct trial;

/* With the rules of *c, which is borrowed, and the local port, 0 if it is not
 * known; closely: only and later are looked for.  NULL with *e: no memory. */
struct trial *trial_new(struct catalogue *c, unsigned port, bool closely,
    struct err *e);

/* Later need not be told of this rule any more. */
void trial_spare(struct trial *t, uint32_t rule);

/* Ask; *out is borrowed until the next client.  -1 with *e as decide. */
int trial_ask(const struct trial_result **out, struct trial *t,
    const struct trial_client *c, struct err *e);

void trial_free(struct trial *t); /* NULL is fine */

#endif
