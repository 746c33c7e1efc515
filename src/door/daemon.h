/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_DOOR_DAEMON_H
#define DHF_DOOR_DAEMON_H

#include <stdbool.h>

#include "wire/post.h"

/*
 * daemon - what the filter asks dhfd(8)
 *
 * Where the daemon says nothing in time, whyever, the filter goes on by itself.
 */
enum daemon_grey {
	DAEMON_GREEN, /* let it in */
	DAEMON_WAIT,  /* let it come back in *seconds */
	DAEMON_CROWD, /* let it in: its address is that of many */
	DAEMON_AWAY   /* nobody knows */
};

/* Tell of a client's mail, as an ENVELOPE does; to "": nobody will hear what it
 * brings.  Then ask the greylist as daemon_ask does, for the same client. */
enum daemon_grey daemon_ask_mail(struct post *p, const struct letter *grey,
    const char *sender, const char *to, unsigned *seconds);

/* Ask the greylist by a letter of type LETTER_GREY. */
enum daemon_grey daemon_ask(struct post *p, const struct letter *grey,
    unsigned *seconds);

/* Ask what the ledger has of a client: bit n for number n of enum offence.
 * False: nobody knows. */
bool daemon_offences(unsigned *out, struct post *p, const struct ip *ip);

#endif
