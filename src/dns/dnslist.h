/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_DNS_DNSLIST_H
#define DHF_DNS_DNSLIST_H

#include "dns/source.h"

/*
 * dnslist - lists of addresses or host names that DNS publishes (RFC 5782)
 */
enum dnslist_state {
	DNSLIST_WAITING,
	DNSLIST_ABSENT, /* not listed */
	DNSLIST_LISTED,
	DNSLIST_ERROR,  /* answered, but not about the listing: see reason */
	DNSLIST_UNKNOWN /* not answered */
};

/* Longest text of dnslist_reason, NUL included. */
#define DNSLIST_REASON_SIZE 80

/* Ask the list zone for an address; type is DNS_A, or DNS_TXT for the text
 * that goes with a listing.  Returns the question's number; if the name gets
 * too long its answer is DNS_UNKNOWN. */
int dnslist_ask_ip(const struct dns_source *source, const char *zone,
    const struct ip *ip, enum dns_type type);

/* The same for a host name (RFC 5782 section 3). */
int dnslist_ask_name(const struct dns_source *source, const char *zone,
    const char *host, enum dns_type type);

/* What an answer of type DNS_A says.  It is DNSLIST_ERROR as a whole if one
 * of its addresses lies outside 127.0.0.0/8 (a domain that was sold), in
 * 127.255.255.0/24 or is 127.0.0.255 (refusals of the resolver or its use, as
 * Spamhaus and dnswl.org document them). */
enum dnslist_state dnslist_state(const struct dns_answer *a);

/* Whether an error is a refusal in the sense of dnslist_state. */
bool dnslist_refuses(const struct dns_answer *a);

/* Why an answer is DNSLIST_ERROR or DNSLIST_UNKNOWN, for a log:
 * "127.255.255.254: refuses this resolver"; "" for other states. */
void dnslist_reason(char out[DNSLIST_REASON_SIZE], const struct dns_answer *a);

#endif
