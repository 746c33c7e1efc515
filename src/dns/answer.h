/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_DNS_ANSWER_H
#define DHF_DNS_ANSWER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/ip.h"
#include "dns/type.h"

/*
 * answer - what DNS says to one question: yes, no, or that nobody knows
 *
 * Only a complete and consistent message says yes or no.  Whatever else
 * comes, or does not come, is DNS_UNKNOWN: a refusal for ever may hang on a
 * "no" (RFC 2308 section 1 lists what it can be: name error and no data).
 */
enum dns_state {
	DNS_WAITING, /* no answer yet */
	DNS_FOUND,   /* there are such records */
	DNS_ABSENT,  /* there are none, or no such name */
	DNS_UNKNOWN  /* the server failed, was silent, or made no sense */
};

#define DNS_NAME_SIZE 256 /* text of a name, NUL included, cut if longer */
#define DNS_IP_MAX    64
#define DNS_PTR_MAX   10
#define DNS_TEXT_SIZE 201
#define DNS_POLICY_SIZE 2048
#define DNS_CNAME_MAX 8

/*
 * The records found depend on their set, never on their order: duplicates
 * count once, and of too many the first in order are kept.
 *
 * A name is in lower case and without the dot at its end; the root is ".".
 * A byte of a label other than a letter, digit, "-" or "_" is \DDD in decimal
 * (RFC 1035 section 5.1), so that it can't pass for a host name; a name that
 * is cut is longer than any host name.
 */
struct dns_answer {
	enum dns_state state;
	enum dns_type type;
	const char *why; /* DNS_UNKNOWN: in a few words, static; else "" */
	bool more;       /* there were more than are kept; of MX also more than
	                    DNS_PTR_MAX records, whatever their names */
	size_t count;    /* DNS_FOUND: addresses, names, or 1 for text */
	union {
		struct ip ip[DNS_IP_MAX];              /* by ip_compare */
		char name[DNS_PTR_MAX][DNS_NAME_SIZE]; /* by strcmp; of MX
		                             without the preference */
		struct { /* TXT: its strings are joined */
			char text[DNS_TEXT_SIZE]; /* the least of several;
			         printable ASCII, "?" for other bytes */
			unsigned policies; /* how many are SPF records (RFC 7208
			         section 4.5) */
			char policy[DNS_POLICY_SIZE]; /* of these one, where NUL
			         is \001; "": it is too long */
		};
	};
};

struct dns_question {
	const char *name; /* as a dns_answer's names, without escapes */
	enum dns_type type;
};

/*
 * Decode a response of len bytes (RFC 1035 section 4) to *question, following
 * at most DNS_CNAME_MAX aliases inside it.  Never DNS_WAITING.  DNS_UNKNOWN
 * with the cause is: a response code but NOERROR and NXDOMAIN; truncation; a
 * message that does not parse to its last byte, or answers another question;
 * a referral; an alias that loops, or has two targets, or whose end the
 * server did not look up; records that are beside the point and no others.
 */
void answer_decode(struct dns_answer *out, const void *response, size_t len,
    const struct dns_question *question);

/* *out becomes DNS_UNKNOWN because of why, which must be static. */
void answer_unknown(struct dns_answer *out, enum dns_type type,
    const char *why);

#endif
