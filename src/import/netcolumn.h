/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_IMPORT_NETCOLUMN_H
#define DHF_IMPORT_NETCOLUMN_H

#include <stdbool.h>

struct ip;

/*
 * netcolumn - what stands behind a network in a list of networks
 *
 * A count, a name or a date may be passed over.  What reads as a part of a
 * network may not: the line would mean less than it says.
 */

/* Whether a column reads as an address, a network, a range, a netmask, a
 * prefix length behind "/", or a dash, in brackets, quotes and the like or
 * not.  "192.0.2.7," does, "7", "AS64500" and "2026-06-15" do not. */
bool netcolumn_is_network(const char *word);

/* Whether a number right behind address a reads as its prefix length: a has
 * no bit set behind it.  So 24 behind 192.0.2.0, but not 10 behind 192.0.2.5,
 * and not 32, which would change nothing. */
bool netcolumn_is_prefix(const struct ip *a, const char *word);

#endif
