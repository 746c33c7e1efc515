/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_DOOR_PEER_H
#define DHF_DOOR_PEER_H

#include "base/ip.h"

struct err;

/*
 * peer - both ends of the connection on a descriptor, as the kernel knows them
 */

/* Digits of a port, NUL included. */
#define PEER_PORT_SIZE 6

struct peer_end {
	char ip[IP_TEXT_SIZE]; /* canonical; IPv4-mapped is IPv4 */
	char port[PEER_PORT_SIZE];
};

struct peer {
	struct peer_end remote, local;
};

/* Ask for the ends of the TCP connection on fd.  -1 with *e if it has none:
 * ERR_PERM, which says what it is instead, or ERR_TEMP where that is a
 * connection whose client has gone. */
int peer_find(struct peer *p, int fd, struct err *e);

#endif
