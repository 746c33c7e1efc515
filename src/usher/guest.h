/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_USHER_GUEST_H
#define DHF_USHER_GUEST_H

#include "door/connection.h"
#include "relay/hold.h"
#include "usher/arrival.h"
#include "usher/judging.h"

/*
 * guest - a client that has arrived, from there to its end
 *
 * It is on descriptors 0 and 1, as behind tcpserver, and one recipient of it is
 * let through: a server is started, and told what the client has said.
 */

/* All bytes zero at first but for the first three; it is large. */
struct guest {
	struct connection_options opt; /* program and image */
	char **next;                   /* the server's words, NULL behind */
	struct image_frame *frame;   /* borrowed */
	struct connection c;
	struct arrival arrival;
	struct judging judging;
	struct hold hold;
	/* What was let through last, for the log. */
	char rule[RULESET_LABEL];
	struct evidence let;
	struct session_room room;
};

/* Make a client that has arrived the guest: it has the descriptors, and the
 * environment is that of its server.  -1 with *e ERR_TEMP. */
int guest_begin(struct guest *g, struct err *e);

/* Serve it, and log it.  The exit status. */
int guest_serve(struct guest *g);

#endif
