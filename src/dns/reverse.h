/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_DNS_REVERSE_H
#define DHF_DNS_REVERSE_H

#include "dns/answer.h"

/*
 * reverse - the names under which DNS keeps what it knows of an address
 */

/* Write the octets (IPv4) or nibbles (IPv6) of *ip in reverse order, with
 * dots, and zone after them (RFC 5782 sections 2.1 and 2.4).  A name that is
 * too long becomes "", which nobody can ask. */
void reverse_under(char out[DNS_NAME_SIZE], const struct ip *ip,
    const char *zone);

/* Its name under in-addr.arpa (RFC 1035 section 3.5) or ip6.arpa (RFC 3596
 * section 2.5). */
void reverse_name(char out[DNS_NAME_SIZE], const struct ip *ip);

#endif
