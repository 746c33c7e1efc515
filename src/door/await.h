/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_DOOR_AWAIT_H
#define DHF_DOOR_AWAIT_H

#include <stdbool.h>
#include <stdint.h>

#include "policy/judge.h"

struct resolver;

/*
 * await - judge one client after the other, and wait for DNS oneself
 *
 * For the filter, which has one client, and for the desk.
 */
struct await {
	const struct decider *decider; /* borrowed */
	bool dns;                      /* ask DNS, unless dns_timeout is 0 */
	bool class;                    /* the verdict has the name's class */
	struct resolver *resolver;     /* owned; NULL: nobody needed it yet */
	bool broken;                   /* there can be no resolver */
	int questions;                 /* that went out for the client */
	int64_t since_us;              /* when the first did; 0: none */
	uint64_t waited_us;            /* for them */
	/* Ask the daemon's ledger; false: nobody knows.  Set after
	 * await_begin; NULL: there is no daemon. */
	bool (*offences)(unsigned *out, void *arg, const struct ip *ip);
	void *arg;                     /* borrowed; for that */
	bool away;                     /* it was asked, and did not answer */
	struct judge judge;            /* of the client judged last */
};

/* What to do beside walking the rules. */
#define AWAIT_DNS 1u
#define AWAIT_CLASS 2u

/* Make ready; nothing is opened, and the rules need not be begun, yet. */
void await_begin(struct await *a, const struct decider *d, unsigned flags);

/* Decide about the client of *ev at now_s, seconds since 1970; ends when the
 * verdict is settled or dns_timeout is over.  What DNS says of its name is put
 * into *ev.  a->judge.client.notes hold until the next client.  Returns as
 * decide; -1 with *e, too, if a rule asked DNS and there is no library to. */
int await_client(struct verdict *out, struct await *a, struct evidence *ev,
    int64_t now_s, struct err *e);

/* Decide about the same client once more, who has said more: *a and its
 * evidence are as await_client left them, but for that.  Answers that came are
 * not asked for again; for what is asked now there is dns_timeout once more. */
int await_again(struct verdict *out, struct await *a, struct err *e);

/* The same, but wait for every answer, and show the last walk. */
int await_shown(struct verdict *out, struct await *a, struct evidence *ev,
    int64_t now_s, const struct decide_viewer *viewer, struct err *e);

/* Close what was opened, none of which survives exec.  All bytes zero is fine,
 * too. */
void await_end(struct await *a);

#endif
