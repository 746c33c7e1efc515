/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_ZONE_TINYDNS_H
#define DHF_ZONE_TINYDNS_H

struct buf;
struct entries;
struct terms;

/*
 * tinydns - a list as data of the servers of djbdns
 */

/* Append the data of tinydns, for tinydns-data(8): a zone of its own. */
void tinydns_write(struct buf *out, const struct entries *s,
    const struct terms *t);

/* Append the data of rbldns, for rbldns-data(8).  It knows IPv4 only, and one
 * value and one text for all entries. */
void tinydns_write_rbldns(struct buf *out, const struct entries *s,
    const struct terms *t);

#endif
