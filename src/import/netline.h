/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_IMPORT_NETLINE_H
#define DHF_IMPORT_NETLINE_H

#include <stdbool.h>

#include "base/ip.h"

struct err;

/*
 * netline - one line of a list of networks, in the forms that lists have
 *
 *	192.0.2.5	192.0.2.0/24	192.0.2.0/255.255.255.0
 *	192.0.2.0 255.255.255.0
 *	192.0.2.10-192.0.2.20	192.0.2.10 - 192.0.2.20
 *	192.0.2.0 192.0.2.255 24 53505	(start, end, prefix length, more)
 *	{"cidr":"192.0.2.0/24","sblid":"SBL1"}
 *	those of import/netpeer.h
 *
 * IPv6 wherever there is no netmask.  Behind "#" and ";", and behind "//" at
 * the start of a word, stands a comment.  Further columns are passed over if
 * import/netcolumn.h does not take them for a part of a network.
 */
enum netline_answer {
	NETLINE_NONE,    /* blank, a comment or a heading */
	NETLINE_NETWORK,
	NETLINE_ALLOWED, /* a range whose level says: not blocked */
	NETLINE_RECORDS, /* how many objects with a cidr the list has */
	NETLINE_WRONG    /* *e is filled */
};

struct netline {
	struct ip first, last; /* of one family, first <= last */
	bool range;      /* else a network: */
	unsigned bits;   /* its prefix length */
	bool masked;     /* host bits were set behind it, and are cleared */
	bool json;       /* the network stood in an object */
	bool drop;       /* which has an "sblid", as Spamhaus' DROP has it */
	unsigned records;
	const char *at;  /* where in the text it begins, or is wrong */
};

/* Read text, which is changed, into *out. */
enum netline_answer netline_read(struct netline *out, char *text,
    struct err *e);

#endif
