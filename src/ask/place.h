/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_ASK_PLACE_H
#define DHF_ASK_PLACE_H

#include <stddef.h>
#include <sys/socket.h>

struct err;

/*
 * place - where a server listens: "HOST[:PORT]" or the path of a UNIX socket
 */

/* Longest host name (RFC 1035 section 3.1), and longest path of a socket that
 * every system has room for, NUL included. */
#define PLACE_HOST_SIZE 256
#define PLACE_PATH_SIZE 104

struct place {
	char path[PLACE_PATH_SIZE]; /* "" for TCP */
	char host[PLACE_HOST_SIZE]; /* a name or an address */
	unsigned port;
};

/* Read what people write: a path has a slash in it; an IPv6 address with a port
 * stands in brackets.  Without a port it is the usual one.  Returns 0, or -1
 * with *e ERR_PERM and *out unchanged. */
int place_parse(struct place *out, const char *text, unsigned usual,
    struct err *e);

/* Addresses of one host that are tried at most. */
#define PLACE_ADDRESSES_MAX 16

struct place_addresses {
	size_t count; /* at least 1 */
	struct place_address {
		socklen_t len;
		struct sockaddr_storage at;
	} address[PLACE_ADDRESSES_MAX];
};

/* Ask the system for all addresses of the place, IPv6 and IPv4, in the order in
 * which they are to be tried.  There is no limit to how long that takes.
 * Returns 0, or -1 with *e. */
int place_find(struct place_addresses *out, const struct place *p,
    struct err *e);

#endif
