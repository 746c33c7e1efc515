/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_IMPORT_ACCESS_KEY_H
#define DHF_IMPORT_ACCESS_KEY_H

#include <stddef.h>

#include "import/import.h"
#include "rule/criterion.h"

/*
 * access_key - what stands before the action in Postfix's access(5)
 *
 * smtpd looks for the client's name, then for the domains above it, then for
 * the address, and then for it without its last octet, again and again.  So a
 * key is compared as text: "192.168" is a network, "192.168." nothing.
 *
 *	client 192.168.1.5, mail.example.com
 *	mail.example.com  .example.com  example.com  .com  com
 *	192.168.1.5  192.168.1  192.168  192
 *
 * ".example.com" is asked for where parent_domain_matches_subdomains lacks
 * smtpd_access_maps, "example.com" where it has it, as it does by default.
 * main.cf is not here to tell, so both are asked, the longer one first.
 */
enum access_rank {
	ACCESS_NAME,
	ACCESS_ADDRESS
};

struct access_key {
	enum access_rank rank; /* in the order of asking */
	size_t len;            /* of the text: longer ones first */
	struct criterion crit[2];
	size_t crit_len;
};

/* Most ways to read one key: "fe80" is a domain and a network. */
#define ACCESS_KEYS 2

/* Read the lower-case text of a key, which is borrowed.  *keys says how many
 * out has; none of what no client is called, which is warned of. */
enum parse_answer access_key_read(struct access_key out[ACCESS_KEYS],
    size_t *keys, struct import *im, const char *text,
    const struct place *at);

#endif
