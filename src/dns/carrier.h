/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_DNS_CARRIER_H
#define DHF_DNS_CARRIER_H

#include "dns/channel.h"
#include "dns/question.h"

/*
 * carrier - questions on their way through a channel, until they are settled
 *
 * The question that a message is about is found by name and type, and judges
 * it.  c-ares asks only once over TCP and gives up long before the deadline of
 * a question, when the server may have found the answer meanwhile: then it is
 * sent again.
 */

/* Whose questions they are. */
struct carrier_owner {
	/* The question of a name and a type, asked or answered, or NULL. */
	struct question *(*find)(void *of, const char *name, unsigned type);
	/* The answer stands.  Nothing may be sent from in here. */
	void (*settled)(void *of, struct question *q);
	/* c-ares does not know the question any longer, or not yet again: its
	 * memory may be used anew.  NULL: nobody wants to know. */
	void (*left)(void *of, struct question *q);
	/* c-ares has done with a question that is shared, but a server wants
	 * to be asked over TCP.  Needed for these only. */
	void (*cut)(void *of, struct question *q);
	/* As in struct socket_watch; may be NULL. */
	void (*events)(void *of, int fd, short events);
	void *of;
};

struct carrier {
	struct channel channel;
	struct carrier_owner owner;
};

/* Make ready, as channel_open; *owner is copied, too.  *out must stay where it
 * is until channel_close. */
int carrier_open(struct carrier *out, const struct channel_options *opt,
    const struct carrier_owner *owner, struct err *e);

/* Send a question, which waits for its answer until its deadline. */
void carrier_send(struct carrier *c, struct question *q);

/* There will be no answer because of why, static. */
void carrier_give_up(struct question *q, const char *why);

#endif
