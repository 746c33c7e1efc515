/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_RULE_MAILBOXES_H
#define DHF_RULE_MAILBOXES_H

#include <stdbool.h>

#include "rule/mailbox.h"
#include "rule/packed.h"

struct buf;

/*
 * mailboxes - the value of @rcpt and @sender: whose mail a rule is about
 *
 *	example.com		everybody there and in all domains below it
 *	@example.com		everybody there
 *	user@example.com	one mailbox
 *	postmaster@		this mailbox in any domain, and without one
 *	<>			nobody, as the sender of a bounce; for
 *				@sender alone
 *
 * In an image: of each its kind (8 bits), then the part before "@" and the
 * domain, each with its length (8 bits) before it.
 */
enum mailboxes_kind { /* the numbers stand in images */
	MAILBOXES_BELOW, /* the domain and all below it */
	MAILBOXES_EXACT, /* what is "" is any */
	MAILBOXES_NOBODY, /* neither part */
	MAILBOXES_KINDS
};

struct mailboxes_one {
	enum mailboxes_kind kind;
	const char *local, *domain; /* not NUL-terminated, borrowed */
	size_t local_len, domain_len;
};

/* Append one as people write it.  -1 and ERR_PERM if it does not read. */
int mailboxes_add(struct packed *out, const char *text, struct err *e);

/* The same, or "<>". */
int mailboxes_add_sender(struct packed *out, const char *text, struct err *e);

/* The same of DOMAIN and @DOMAIN alone, for @helo. */
int mailboxes_add_domain(struct packed *out, const char *text, struct err *e);

/* The next.  False at the end, and where the bytes are none: then something is
 * left. */
bool mailboxes_next(struct packed_cursor *at, struct mailboxes_one *out);

/* Whether a mailbox is one of them. */
bool mailboxes_have(struct packed_cursor at, const struct mailbox *m);

/* Append them as text. */
void mailboxes_format(struct buf *out, struct packed_cursor at);

#endif
