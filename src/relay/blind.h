/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_RELAY_BLIND_H
#define DHF_RELAY_BLIND_H

#include <stddef.h>

struct party;
struct spawn;

/*
 * blind - everything passes between a client and a server, unread
 */

/* Bytes on their way in one direction; at and len: those that were read
 * already.  buf is borrowed. */
struct blind_way {
	char *buf;
	size_t cap, at, len;
};

/* Pass on until both have ended: whoever ends what it says hears on until the
 * other one has ended, too.  Ends early when SIGTERM, which is blocked, has
 * come.  Closes the server's pipes. */
void blind_go(const struct party *client, struct spawn *server,
    struct blind_way *up, struct blind_way *down);

#endif
