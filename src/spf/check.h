/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SPF_CHECK_H
#define DHF_SPF_CHECK_H

#include "dns/source.h"
#include "spf/term.h"

/*
 * check - whether a domain lets an address send its mail (RFC 7208, check_host)
 *
 * Nothing waits here.  The record is walked from its beginning each time with
 * what DNS has told so far, which is little work, and the first answer that is
 * missing is asked for:
 *
 *	spf_check	SPF_WAITING: asked for the record
 *	spf_check	SPF_WAITING: it says "include", asked for that record
 *	spf_check	SPF_PASS: that has the address
 *
 * At most ten terms look something up, mx and ptr ten names each, and two of
 * these terms find nothing (section 4.6.4).  Macros are not read: a term that
 * has one makes the result SPF_UNREAD when it is reached.  Nor are
 * explanations.
 */
enum spf_result {
	SPF_NONE,
	SPF_NEUTRAL,
	SPF_PASS,
	SPF_FAIL,
	SPF_SOFTFAIL,
	SPF_TEMPERROR,
	SPF_PERMERROR,
	SPF_UNREAD,  /* it depends on what we do not read */
	SPF_WAITING  /* DNS has been asked */
};

#define SPF_TERM_SIZE 80

struct spf_found {
	enum spf_result result;
	enum spf_kind by;  /* SPF_PASS: the mechanism that has the address, that
	                      of an included record rather than the include */
	unsigned bits;     /* the length of its prefix */
	bool doubt;        /* DNS failed where the RFC goes on as if it had said
	                      no */
	char term[SPF_TERM_SIZE]; /* all of that mechanism, cut */
};

/* Check what DNS has said so far of the domain, which is in lower case and
 * without a dot at its end.  What *source leads to must not forget until the
 * last call. */
void spf_check(struct spf_found *out, const struct dns_source *source,
    const struct ip *client, const char *domain);

/* "none" and so on, as RFC 7208 section 2.6 has them; also "unread" and
 * "waiting". */
const char *spf_result_word(enum spf_result result);

#endif
