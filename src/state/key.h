/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_STATE_KEY_H
#define DHF_STATE_KEY_H

#include <stddef.h>

#include "base/ip.h"
#include "store/terms.h"

struct err;

/*
 * key - what a record is about, as the octets it is kept under and as text
 *
 *	'g' '4' bits octets     192.0.2.0/24, or 192.0.2.1 with 32 bits
 *	'g' '6' octets          2001:db8::/64, the first 8 octets
 *	'g' 'd' name            example.org
 */
struct key {
	size_t len;
	unsigned char data[STORE_KEY_MAX];
};

/* Longest text of a key, NUL included: a domain's. */
#define KEY_TEXT_SIZE 256

/* The key of an address: of its first net4 bits (1 to 32), or of its /64. */
struct key key_of_ip(const struct ip *ip, unsigned net4);

/* The key of a domain, put into lower case.  0, or -1: it is empty, longer
 * than 253 octets, or has others than letters, digits, '-', '_' and '.'. */
int key_of_domain(struct key *out, const char *domain);

/* The key that text names: ADDRESS, ADDRESS/BITS or DOMAIN.  An IPv6 address
 * stands for its /64.  0, or -1 with *e ERR_PERM. */
int key_parse(struct key *out, const char *text, struct err *e);

/* The text of a key; -1 with *e ERR_PERM: it is of another kind. */
int key_format(struct store_bytes key, char out[KEY_TEXT_SIZE],
    struct err *e);

/* As the store wants it, borrowed from k. */
struct store_bytes key_bytes(const struct key *k);

#endif
