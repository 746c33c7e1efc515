/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_POLICY_JUDGE_H
#define DHF_POLICY_JUDGE_H

#include <stdbool.h>
#include <stdint.h>

#include "policy/decide.h"
#include "policy/lookup.h"

struct resolver;

/*
 * judge - decide about a client, and ask DNS as far as that takes it
 *
 * The rules are walked with what is known, which sends the questions they
 * come to; when an answer has come they are walked again, until no answer
 * that is still to come could change the verdict, or time is up.
 */
struct judge {
	const struct decider *decider; /* borrowed */
	unsigned flags;                /* JUDGE_ */
	struct resolver *resolver;     /* owned; NULL: nobody needed it yet */
	bool broken;                   /* there can be no resolver */
	int questions;                 /* that were asked for this client */
	struct lookup lookup;
};

/* What to do beside walking the rules. */
#define JUDGE_DNS 1u   /* ask DNS, unless dns_timeout is 0 */
#define JUDGE_CLASS 2u /* put the name's class into the verdict in any case */

/* Begin to judge; nothing is opened, and the rules need not be begun, yet. */
void judge_begin(struct judge *j, const struct decider *d, unsigned flags);

/* Decide about the client of *ev at now_s, seconds since 1970.  What DNS says
 * of its name is put into *ev; ev->lookup holds until the next client.  With
 * a viewer in the decider, all answers are waited for, and the rules shown
 * once.  Returns as decide. */
int judge_client(struct verdict *out, struct judge *j, struct evidence *ev,
    int64_t now_s, struct err *e);

/* Close what was opened, none of which survives exec.  All bytes zero is fine,
 * too. */
void judge_end(struct judge *j);

#endif
