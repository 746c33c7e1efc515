/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_DOOR_HANDED_H
#define DHF_DOOR_HANDED_H

#include <stdbool.h>

#include "door/peer.h"

struct environment;
struct err;

/*
 * handed - who the client is, as whatever started the filter has it
 *
 * One source tells all of it, so that no name goes with another's address:
 *
 *	TCPREMOTEIP is set	the variables TCP..., whatever else is set
 *	PROTO is SSL		SSLREMOTEIP and so on, as sslserver sets them,
 *				or another word but TCP6: ucspi-tcp-ipv6 never
 *				clears what it has inherited of TCP6...
 *	neither			the connection on descriptor 0, if asked to
 */
struct handed {
	char variable[24];      /* "TCPREMOTEIP", or where else it was sought */
	const char *ip;         /* NULL: nobody tells, like the others; all
	                           are borrowed, from the environment or peer */
	const char *host;
	const char *claim;      /* the name in TCPPARANOID */
	const char *local_host;
	const char *local_port;
	bool by_peer;           /* the connection tells */
	struct peer peer;
};

/* Find who the client is; ask_peer: also by descriptor 0. */
void handed_find(struct handed *h, bool ask_peer);

/* Say in *e, ERR_PERM, why h->ip is missing or no address, and what to set. */
void handed_explain(const struct handed *h, bool ask_peer, struct err *e);

/* If the connection told, set TCPREMOTEIP, TCPREMOTEPORT, TCPLOCALIP,
 * TCPLOCALPORT and PROTO for the next program, and take away TCPREMOTEHOST,
 * TCPPARANOID and TCPREMOTEINFO, which can't be the client's.  -1 if there is
 * no room. */
int handed_pass_on(const struct handed *h, struct environment *env);

#endif
