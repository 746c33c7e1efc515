/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_POLICY_ASK_SAID_H
#define DHF_POLICY_ASK_SAID_H

struct criterion;
struct err;
struct finding;
struct view;

/* Ask an @helo, @sender or @rcpt of either form: what the client has said.  Of
 * what nobody has told neither the criterion nor its negation holds: in a
 * session it is unknown, elsewhere nobody will ever tell, and it is moot.
 * Returns 0, or -1 with *e as search_text. */
int ask_said(struct finding *f, const struct view *v,
    const struct criterion *c, struct err *e);

#endif
