/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_IMPORT_NETPEER_H
#define DHF_IMPORT_NETPEER_H

#include <stdbool.h>

#include "base/ip.h"

/*
 * netpeer - the lines of lists that were made for file sharing, IPv4 only
 *
 * p2p, the text form of PeerGuardian:
 *	name:192.0.2.10-192.0.2.20
 * The name may hold anything.
 *
 * dat, eMule's ipfilter.dat:
 *	192.000.002.010 - 192.000.002.020 , 000 , name
 * Zeros in front are decimal; a comma stands for the dash, too.  The number is
 * a level from 0 to 255: from 127 on, which is eMule's own setting, the range
 * is not blocked.
 */
#define NETPEER_ALLOWED 127

struct netpeer {
	struct ip first, last; /* in any order */
	unsigned level;        /* 0 for p2p */
};

/* Read text, blanks around it, as one or the other.  False, and *out
 * unchanged, if it has not that form. */
bool netpeer_p2p(struct netpeer *out, const char *text);
bool netpeer_dat(struct netpeer *out, const char *text);

#endif
