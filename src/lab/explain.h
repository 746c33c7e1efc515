/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_LAB_EXPLAIN_H
#define DHF_LAB_EXPLAIN_H

#include <stdbool.h>
#include <stdio.h>

#include "policy/decide.h"

struct json;

/*
 * explain - the walk through the rules, for people who ask why
 */
struct explain {
	FILE *out;         /* borrowed */
	struct json *json; /* borrowed; NULL: text.  Inside an array. */
	const struct client *client; /* borrowed; its rules are shown */
	char label[RULESET_LABEL]; /* of the rule seen last */
	char place[RULESET_LABEL]; /* where it stands, "file:line" */
	bool failed; /* memory ran out: not all was told */
};

/* A decide_viewer: print one rule that was considered. */
void explain_rule(void *arg, struct ruleset *rules,
    const struct decide_seen *seen);

/* Print, as text, which rule decided, and the reply. */
void explain_verdict(struct explain *x, const struct verdict *v,
    const struct client *c);

#endif
