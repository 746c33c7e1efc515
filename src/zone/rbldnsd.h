/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_ZONE_RBLDNSD_H
#define DHF_ZONE_RBLDNSD_H

struct buf;
struct entries;
struct terms;

/*
 * rbldnsd - a list as a data file of rbldnsd(8)
 *
 * It substitutes "$" in texts, so that one is written twice and takes the room
 * of two, and takes a "=" away at their start.  Entries are always whole
 * addresses, since of short ones it makes networks.
 */

/* Append a data set of the type combined: IPv4 and IPv6 in one zone. */
void rbldnsd_write(struct buf *out, const struct entries *s,
    const struct terms *t);

/* Append one of the type ip4set, or ip6trie.  Entries of the other family are
 * left out. */
void rbldnsd_write_ip4set(struct buf *out, const struct entries *s,
    const struct terms *t);
void rbldnsd_write_ip6trie(struct buf *out, const struct entries *s,
    const struct terms *t);

#endif
