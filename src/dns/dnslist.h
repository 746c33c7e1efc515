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

/*
 * Answers by which lists say that they do not answer, each a number.  Lists
 * may also mean a listing by one of them: a rule that names it expects it.
 */
enum {
	DNSLIST_FAULTS = 8 /* fits into the bits of an unsigned */
};

/* The fault of a number below DNSLIST_FAULTS. */
struct ip dnslist_fault(unsigned number);

/* What an answer of type DNS_A says.  It is DNSLIST_ERROR as a whole if one
 * of its addresses lies outside 127.0.0.0/8 (a domain that was sold) or in
 * 127.255.255.0/24, or is another of the faults.  expected: a bit for each
 * number of a fault that is none for who asks. */
enum dnslist_state dnslist_state(const struct dns_answer *a,
    unsigned expected);

/* Whether an error is the list's own word, and not that of somebody who now
 * answers in its place. */
bool dnslist_refuses(const struct dns_answer *a, unsigned expected);

/* Why an answer is DNSLIST_ERROR or DNSLIST_UNKNOWN, for a log:
 * "127.255.255.254: refuses this resolver"; "" for other states. */
void dnslist_reason(char out[DNSLIST_REASON_SIZE],
    const struct dns_answer *a, unsigned expected);

#endif
