/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BASE_NETWORK_H
#define DHF_BASE_NETWORK_H

struct err;
struct ip;

/*
 * network - a network of IPv4 or IPv6, as people write it
 */

/* Read "address" or "address/bits" (RFC 4632 section 3.1, RFC 4291 section
 * 2.3).  Returns 0, or 1 if host bits were set (they are cleared), or -1
 * with *e ERR_PERM and the outputs unchanged. */
int network_parse(struct ip *first, unsigned *bits, const char *text,
    struct err *e);

#endif
