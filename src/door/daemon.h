/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_DOOR_DAEMON_H
#define DHF_DOOR_DAEMON_H

#include <stdbool.h>

#include "wire/letter.h"

/*
 * daemon - what the filter asks dhfd(8), and gives it
 *
 * Nothing here lasts longer than its time, and nothing that goes wrong is an
 * error: not there, not allowed, too busy and too slow are one case, in which
 * the filter goes on by itself.
 */
struct daemon {
	const char *path;    /* of its socket; borrowed */
	unsigned timeout_ms; /* of each question */
	int fd;              /* owned; -1: not connected */
};

enum daemon_grey {
	DAEMON_GREEN, /* let it in */
	DAEMON_WAIT,  /* let it come back in *seconds */
	DAEMON_AWAY   /* nobody knows */
};

/* Ask the greylist by a letter of type LETTER_GREY. */
enum daemon_grey daemon_ask(struct daemon *d, const struct letter *grey,
    unsigned *seconds);

/* Ask what the ledger has of a client: bit n for number n of enum offence.
 * False: nobody knows. */
bool daemon_offences(unsigned *out, struct daemon *d, const struct ip *ip);

/* Give it a refused client by a letter of type LETTER_HAND: in and out are the
 * client's descriptors, and stay open.  True: the daemon has the client, and
 * not a byte may be said to it any more. */
bool daemon_hand(struct daemon *d, const struct letter *hand, int in,
    int out);

/* Tell it something, by a letter that has no answer. */
void daemon_tell(struct daemon *d, const struct letter *l);

/* Hang up.  All bytes zero but for fd -1 is fine, too. */
void daemon_end(struct daemon *d);

#endif
