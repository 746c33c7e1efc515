/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_WIRE_PROXY_H
#define DHF_WIRE_PROXY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/ip.h"

/*
 * proxy - the header that a balancer sends before what its client says
 *
 * HAProxy's "The PROXY protocol", versions 1 and 2.  Nothing behind the header
 * is ever taken, whatever pieces it comes in: proxy_wants bytes are read, and
 * given to proxy_take, until it says something else than PROXY_PART.
 */

/* Longest header of version 1, CRLF included (section 2.1), and what a header
 * of version 2 begins with and has of IPv6 (section 2.2). */
#define PROXY_V1_MAX 107
#define PROXY_V2_HEAD 16
#define PROXY_V2_IP6 36

enum proxy_answer {
	PROXY_PART,   /* more of the header is to come */
	PROXY_CLIENT, /* whole: from and to are told */
	PROXY_OWN,    /* whole: LOCAL, UNKNOWN, or a client without an address:
	                 only the balancer knows whose connection it is */
	PROXY_NONE,   /* no header begins like this */
	PROXY_WRONG   /* a header begins like this, but this is none */
};

/* All bytes zero at first.  An IPv4-mapped address is IPv4. */
struct proxy {
	struct ip from, to;  /* the client, and where it has connected to */
	unsigned from_port, to_port; /* 0..65535 */
	unsigned char head[PROXY_V1_MAX];
	size_t len;          /* bytes of head that are there */
	size_t total;        /* bytes of all that came */
};

/* How many bytes may be read next: at least 1 as long as the last answer was
 * PROXY_PART, never more than the header has still to come, up to 65,519
 * while what stands behind the addresses of version 2 is passed over. */
size_t proxy_wants(const struct proxy *p);

/* Take what was read, 1 to proxy_wants bytes.  After another answer than
 * PROXY_PART nothing more may be given. */
enum proxy_answer proxy_take(struct proxy *p, const void *data, size_t len);

/* Whether these are the first bytes of a header, enough of them to tell it
 * from anything that a mail client may say. */
bool proxy_begins(const void *data, size_t len);

#endif
