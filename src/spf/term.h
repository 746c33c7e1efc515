/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SPF_TERM_H
#define DHF_SPF_TERM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/ip.h"

/*
 * term - the terms of an SPF record, read one after the other (RFC 7208
 * section 12)
 */
enum spf_kind {
	SPF_ALL,
	SPF_INCLUDE,
	SPF_A,
	SPF_MX,
	SPF_PTR,
	SPF_IP4,
	SPF_IP6,
	SPF_EXISTS,
	SPF_REDIRECT,
	SPF_EXP,
	SPF_MODIFIER /* another one, of no meaning here */
};

enum spf_qualifier { SPF_PLUS, SPF_MINUS, SPF_TILDE, SPF_QUESTION };

struct spf_term {
	enum spf_kind kind;
	enum spf_qualifier qualifier;
	const char *text;    /* all of it; borrowed, as the domain */
	size_t len;
	const char *domain;  /* the domain-spec; its length 0: the domain that
	                        has the record */
	size_t domain_len;
	bool macro;          /* that has a macro in it */
	struct ip ip;        /* of ip4 and ip6 */
	unsigned bits4, bits6; /* how long their prefixes are, or those of a and
	                        mx */
};

enum spf_next { SPF_TERM, SPF_END, SPF_BROKEN };

/* Read the next term of a record at *at, which is "v=spf1" and what stands
 * behind it, and step over it; *at is its beginning at first.  SPF_BROKEN: it
 * is none, nor is the record one. */
enum spf_next spf_term_next(struct spf_term *out, const char **at);

#endif
