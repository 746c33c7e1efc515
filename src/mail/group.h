/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_MAIL_GROUP_H
#define DHF_MAIL_GROUP_H

#include "base/ip.h"
#include "mail/token.h"

/*
 * group - what a comment, or a word in brackets, between "from" and "by" of a
 * Received field is
 */
enum group {
	GROUP_NONE,    /* there was none yet */
	GROUP_HELO,    /* (HELO x), as qmail writes it before the address */
	GROUP_EXIM,    /* (helo=x), behind an address that is no comment */
	GROUP_ADDRESS,
	GROUP_SOCKET,  /* a socket of this machine, as Cyrus writes it */
	GROUP_OTHER,   /* a comment of any kind */
	GROUP_UNSURE   /* a second word, as of two in a HELO, or an address in
	                  the wrong place */
};

/* What the token is; if it has the address, *out is that. */
enum group group_of(struct ip *out, const struct token *t);

/* What stands behind the last "@" of a word: who asked ident (RFC 1413) wrote
 * IDENT@ADDRESS. */
struct token group_behind_at(struct token word);

#endif
