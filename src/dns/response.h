/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_DNS_RESPONSE_H
#define DHF_DNS_RESPONSE_H

#include <stdbool.h>
#include <stddef.h>

#include "dns/packet.h"
#include "dns/type.h"

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

/* Why a message is no answer yet but a reason to ask again, another server or
 * over TCP (datagram says that it came without): in a few words, static; or
 * NULL.  At least a whole header. */
const char *response_retry(const struct packet *message, bool datagram);

/* Whether the reason is that it came without TCP and was cut. */
bool response_is_cut(const struct packet *message, bool datagram);

/* Make of a response, whose question ends at offset end, one that says the
 * same of the server and nothing of the name: header and question, no records,
 * and of the flags those of response_retry.  Returns its length, end. */
size_t response_empty(unsigned char *message, size_t end, bool retry);

/* Why, after following so many aliases in a response without coming to a
 * record that was asked for, it does not prove that there is none: in a few
 * words, static; or NULL if it does. */
const char *response_doubt(const struct response *r, unsigned followed);

#endif
