/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_DNS_RESPONSE_H
#define DHF_DNS_RESPONSE_H

#include "dns/answer.h"
#include "dns/packet.h"

/*
 * response - a message that may be believed as the answer to a question
 */
enum { RESPONSE_CNAME = 5, RESPONSE_IN = 1 }; /* RFC 1035 section 3.2.2 */

struct response {
	struct packet packet;
	bool name_error;        /* NXDOMAIN */
	bool recursive;         /* the sender looks names up for others */
	size_t answer;          /* where the answer section begins */
	unsigned answers;       /* records in it */
	unsigned aliases;       /* CNAME records in it */
	unsigned others;        /* neither these nor what signs or makes them */
	bool delegates, denies; /* there are NS, SOA in the authority section */
};

/* Check header, question and form of all records of *message, whose bytes *out
 * borrows.  Returns NULL, or in a few words, static, why it is no answer to
 * name and type (then *out is undefined). */
const char *response_check(struct response *out, const struct packet *message,
    const struct packet_name *name, enum dns_type type);

/* Why, after following so many aliases in a response without coming to a
 * record that was asked for, it does not prove that there is none: in a few
 * words, static; or NULL if it does. */
const char *response_doubt(const struct response *r, unsigned followed);

#endif
