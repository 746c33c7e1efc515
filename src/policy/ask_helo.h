/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_POLICY_ASK_HELO_H
#define DHF_POLICY_ASK_HELO_H

struct criterion;
struct err;
struct finding;
struct view;

/* Ask an @helo-is: what the client greets with, beside its address, its name
 * and the sender.  Of what nobody has told, as ask_said.  Returns 0, or -1 with
 * *e as suffixes_domain. */
int ask_helo_is(struct finding *f, const struct view *v,
    const struct criterion *c, struct err *e);

#endif
