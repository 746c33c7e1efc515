/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_DNS_LISTPROBE_H
#define DHF_DNS_LISTPROBE_H

#include "dns/dnslist.h"

/*
 * listprobe - does a list work?  The test points of RFC 5782 section 5
 *
 * One entry must be there and one must not:
 *	IPv4 addresses	127.0.0.2		127.0.0.1
 *	IPv6 addresses	::FFFF:7F00:2 or ::2	::FFFF:7F00:1
 *	host names	TEST or 2.0.0.127	INVALID
 * The seconds are not the RFC's: dnswl.org has ::2, SURBL and URIBL 2.0.0.127.
 */
enum listprobe_kind { LISTPROBE_IPV4, LISTPROBE_IPV6, LISTPROBE_NAME };

enum listprobe_result {
	LISTPROBE_WAITING,
	LISTPROBE_OK,
	LISTPROBE_DEAD,     /* answers, but lists nothing */
	LISTPROBE_WILDCARD, /* lists everything */
	LISTPROBE_REFUSES,  /* this resolver, or its use */
	LISTPROBE_SILENT    /* no answer: time, SERVFAIL and the like */
};

struct listprobe {
	struct dns_source source;
	unsigned expected;
	int listed, other, absent; /* question numbers */
};

/* Questions of a probe. */
#define LISTPROBE_QUESTIONS 3

/* Ask zone for its test points.  *source as in rdns_begin, expected as in
 * dnslist_state. */
void listprobe_begin(struct listprobe *p, const struct dns_source *source,
    const char *zone, enum listprobe_kind kind, unsigned expected);

/* What is known so far: the worst of both, WILDCARD before REFUSES before
 * SILENT before DEAD. */
enum listprobe_result listprobe_result(const struct listprobe *p);

/* Why it is LISTPROBE_REFUSES, _SILENT or _WILDCARD by a strange address;
 * else "". */
void listprobe_reason(char out[DNSLIST_REASON_SIZE],
    const struct listprobe *p);

#endif
