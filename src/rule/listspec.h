/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_RULE_LISTSPEC_H
#define DHF_RULE_LISTSPEC_H

#include <stdbool.h>

#include "dns/answer.h"
#include "rule/packed.h"

struct buf;
struct err;

/*
 * listspec - the value of @dnsbl, @dnswl and @rhsbl: lists, and which of
 * their answers count
 *
 * Written as "ZONE[/4|/6][=ANSWER]", further answers behind commas, then
 * perhaps the next list.  An answer is an address, ADDRESS-ADDRESS, which is
 * all from one to the other, or a pattern as postscreen(8) has it: in
 * 127.0.[2..20].[1..3;9] each octet is in brackets what it may be.
 *
 * In an image each of them begins with 8 bits that say what it is: 0, 4 or 6,
 * a list that is asked about all clients or those of IPv4 or IPv6, then its
 * zone as in domains.h; 8, from an address (32 bits) to an address (32); 9, a
 * pattern, four times the number of spans (8) and as many pairs of first and
 * last (8 each).
 */
struct listspec {
	char zone[DNS_NAME_SIZE];
	unsigned bits; /* clients it is asked about: 32, 128, or 0: all */
	struct packed_cursor answers; /* those that count; empty: all */
};

/* Append a list, or a further answer of the one before.  names: the lists are
 * asked about names, so "/4" has no meaning.  -1 and ERR_PERM if it does not
 * read. */
int listspec_add(struct packed *out, const char *text, bool names,
    struct err *e);

/* The next list with its answers.  False at the end, and where the bytes are
 * none: then something is left. */
bool listspec_next(struct packed_cursor *at, struct listspec *out);

/* Whether an answer, an address in 127.0.0.0/8, is one that counts. */
bool listspec_wants(const struct listspec *l, const struct ip *answer);

/* The faults of dnslist_state that are answers like others here, because the
 * rule names them: an answer that fits one of several does not. */
unsigned listspec_expected(const struct listspec *l);

/* Append them as text. */
void listspec_format(struct buf *out, struct packed_cursor at);

#endif
