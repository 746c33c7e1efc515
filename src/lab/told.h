/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_LAB_TOLD_H
#define DHF_LAB_TOLD_H

#include "policy/session.h"

struct err;

/*
 * told - what dhf-test(1) is told of all clients beside address and name
 */
struct told {
	const char *port;                /* the local one; NULL: not known */
	const char *helo, *sender, *rcpt; /* the same; borrowed */
	struct session_room room;
};

/* Find out whether it reads.  -1 with *e ERR_PERM. */
int told_check(struct told *t, struct err *e);

/* Add it to what is known of a client.  Who says how the client greets, or who
 * sends the mail, speaks as a mail server does: see struct evidence, session.
 * *t is borrowed for as long as *ev. */
void told_take(struct evidence *ev, struct told *t);

#endif
