/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_DNS_FLEET_H
#define DHF_DNS_FLEET_H

#include "dns/carrier.h"

/*
 * fleet - carriers that come and go
 *
 * All questions of a carrier leave through the same few ports, which a
 * stranger has to guess who wants to answer in place of the server.  So each
 * takes FLEET_QUESTIONS of them, and is closed when the last one is answered;
 * one that has no question open takes new ports.  A new carrier also sees what
 * has changed in resolv.conf.
 *
 * A question for TCP has a carrier of its own: when a connection fails, c-ares
 * takes that for a failure of all that the server was asked.
 */
#define FLEET_QUESTIONS 256 /* as many answers as a socket has room for */
#define FLEET_STREAMS   64  /* carriers for TCP at a time, of some 80 KiB; more
                               questions stay cut: DNS_UNKNOWN */

struct vessel;

struct fleet {
	struct dns_servers servers;
	unsigned timeout_ms;
	struct carrier_owner owner;
	struct vessel *newest;      /* owned; the others behind it */
	struct vessel *streams;     /* owned: those for TCP */
	size_t streaming;           /* how many these are */
};

/* Make the first carrier ready.  Returns as channel_open, and *e ERR_PERM: bad
 * servers, which are as servers_parse.  owner->left must be there, owner->cut
 * is not called.  *out must stay where it is until fleet_close. */
int fleet_open(struct fleet *out, const char *servers, unsigned timeout_ms,
    const struct carrier_owner *owner, struct err *e);

/* Send a question that is shared, as carrier_send. */
void fleet_send(struct fleet *f, struct question *q);

/* Something happened at a descriptor of which the owner was told, as poll(2)
 * says it. */
void fleet_take(struct fleet *f, int fd, short events);

/* See to what is to be asked again, or is answered by nobody: to be called
 * from time to time while a question is open. */
void fleet_tick(struct fleet *f);

/* Close all; what is open is DNS_UNKNOWN. */
void fleet_close(struct fleet *f);

#endif
