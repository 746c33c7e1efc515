/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_DNS_DIRECT_H
#define DHF_DNS_DIRECT_H

#include <stdbool.h>
#include <stddef.h>

#include "dns/question.h"
#include "dns/servers.h"

struct err;

/*
 * direct - a question goes to the first server once, by UDP, without a library
 *
 * Most questions are answered so, and need nothing else of c-ares, whose
 * channel costs a process of one client twice what the rest of its questions
 * do (tests/RESULTS.md, What DNS costs).  Whatever is not the answer is left to
 * c-ares: to ask again, another server, or over TCP.
 *
 * As hard to guess as what c-ares sends (RFC 5452 section 9.2): each id is
 * from /dev/urandom, the port is one that the kernel took by chance for this
 * process, and the kernel lets nothing in that has another source.
 */
#define DIRECT_IDS          16    /* read at a time; more than most clients
                                     need */
#define DIRECT_DATAGRAM_MAX 65535 /* UDP has 16 bits for the length */

struct direct {
	struct dns_server server;
	bool none;    /* there is no server to be asked so */
	bool failed;  /* the server is not there, or no socket: until
	                 direct_rest nothing more is sent or comes */
	int fd;       /* -1: no socket */
	unsigned ids; /* that are left */
	unsigned char id[DIRECT_IDS][2];
};

/* Make ready to ask the first of the servers, if there is one; opens no socket.
 * Returns 0, or -1 with *e ERR_TEMP: /dev/urandom can't be read. */
int direct_open(struct direct *out, const struct dns_servers *servers,
    struct err *e);

/* Send a question.  False: it was not sent. */
bool direct_send(struct direct *d, struct question *q);

/* Take the next message that has come, without waiting: *out is it, of
 * DIRECT_DATAGRAM_MAX octets at most, to which out->data points.  False: there
 * is none, or none will come any more. */
bool direct_receive(struct direct *d, struct message *out);

/* Close the socket until something is asked again. */
void direct_rest(struct direct *d);

#endif
