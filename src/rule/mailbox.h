/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_RULE_MAILBOX_H
#define DHF_RULE_MAILBOX_H

#include <stddef.h>

#include "rule/domains.h"

struct err;

/*
 * mailbox - an address that mail is for, made comparable
 *
 * Case is of no matter, in the part before "@" either: RFC 5321 section 2.4
 * leaves that to the host, and hosts do so.
 */

/* Longest part before "@" (RFC 5321 section 4.5.3.1.1). */
#define MAILBOX_LOCAL_MAX 64

/* Longest text of both parts with "@" between, NUL included. */
#define MAILBOX_TEXT_SIZE (MAILBOX_LOCAL_MAX + 1 + DOMAINS_MAX + 1)

struct mailbox {
	char local[MAILBOX_LOCAL_MAX + 1]; /* lower case, quotes taken off */
	char domain[DOMAINS_MAX + 1]; /* lower case, no dot at the end; "" for
	                                 "postmaster" alone */
	size_t local_len, domain_len;
};

/* Take an address as RCPT has it (RFC 5321 section 4.1.2), or as people write
 * it: in brackets or not, quoted or not, with a source route, which is left
 * away.  -1 and ERR_PERM if it is none. */
int mailbox_parse(struct mailbox *out, const char *text, struct err *e);

#endif
