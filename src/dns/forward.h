/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_DNS_FORWARD_H
#define DHF_DNS_FORWARD_H

#include "dns/source.h"

/*
 * forward - whether a name leads back to a client's address
 */
enum forward_state {
	FORWARD_WAITING,
	FORWARD_BACK, /* one of its addresses is the client's */
	FORWARD_AWAY, /* certainly none is */
	FORWARD_UNKNOWN
};

/* Ask for the addresses of name, of the client's family.  Returns the number
 * of the question, or -1 if the name is none of a host and leads nowhere:
 * nobody has an address under the root, or under a name with other bytes than
 * a host name's, each of which has a backslash here. */
int forward_ask(const struct dns_source *source, const char *name,
    const struct ip *client);

/* What is known of question, which is one of forward_ask. */
enum forward_state forward_state(const struct dns_source *source, int question,
    const struct ip *client);

#endif
