/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_DOOR_REFUSE_H
#define DHF_DOOR_REFUSE_H

#include "door/connection.h"

/*
 * refuse - say no to a client that was judged, or have the daemon say it
 */

/* The daemon says that its address is that of many, or the next program is none
 * that a client who has first to be heard could be relayed to: nothing was said
 * or logged, and the verdict is to let it in.  Never where something else than
 * the rules has refused it. */
#define REFUSE_NOT (-1)

/* Log the client and say no, as gently as set; or, if its verdict is undecided,
 * hear what it says, and judge it by that.  next is what recipients that are
 * let through need.  The exit status: 111 if no decision was made, else 0; or
 * REFUSE_NOT. */
int refuse_client(struct connection *c, const struct connection_next *next);

#endif
