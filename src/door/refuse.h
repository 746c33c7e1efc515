/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_DOOR_REFUSE_H
#define DHF_DOOR_REFUSE_H

#include "door/connection.h"

/*
 * refuse - say no to a client that was judged, or have the daemon say it
 */

/* Log the client and say no, as gently as set.  The exit status: 111 if no
 * decision was made, else 0. */
int refuse_client(struct connection *c);

#endif
