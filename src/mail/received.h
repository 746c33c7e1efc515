/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_MAIL_RECEIVED_H
#define DHF_MAIL_RECEIVED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/ip.h"
#include "mail/token.h"

/*
 * received - a Received field: which machine handed a message over, to whom
 * and when, as many servers write it
 *
 *	from HELO (NAME [IP]) by	Postfix, Sendmail, courier, OpenSMTPD
 *	from HELO ([IP]) by		the same, where there is no name
 *	from NAME ([IP] helo=HELO) by	Exim
 *	from [IP] (helo=HELO) by	Exim, where there is no name
 *	from NAME (HELO HELO) (IP) by	qmail and its heirs
 *	from HELO (IP) by		Exchange
 *	from HELO [IP] by		IMail
 *
 * What a client says of itself must never pass for what the server wrote.  So
 * a line is either of one of these forms, and then there is one place where
 * its address stands; or it is unclear, and nobody's.
 */
enum received_answer {
	RECEIVED_CLIENT, /* the address is sure */
	RECEIVED_LOCAL,  /* no other machine handed it over: there is neither
	                    "from" nor a protocol of the network, or it is
	                    this machine; or the message was fetched */
	RECEIVED_UNCLEAR /* one did, and which can't be told for sure */
};

struct received {
	enum received_answer answer;
	struct ip client;  /* bits 0: none, or not for sure */
	struct token name; /* that the server found for the address, or what
	                      stands in its place, without the dot at its
	                      end; len 0: none, or the line doesn't tell it
	                      from what the client said */
	struct token by;   /* the server; len 0: none, or not for sure */
	struct token with; /* the protocol, as ESMTPS; len 0: none */
	struct token id;   /* of the message at that server; len 0: none */
	struct token date; /* behind the semicolon, for maildate_parse */
};

/* Read len bytes: what stands behind "Received:", folds and all.  *out borrows
 * from text. */
void received_parse(struct received *out, const char *text, size_t len);

/* Whether host wrote the line: its name, or its address, in brackets or not,
 * stands behind "by".  Where that is not sure: if the name stands anywhere at
 * all in text, which *r was read from; of an IPv6 address, always, since it has
 * many spellings. */
bool received_is_by(const struct received *r, const char *text, size_t len,
    const char *host);

#endif
