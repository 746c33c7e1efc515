/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BAN_NFTLIST_H
#define DHF_BAN_NFTLIST_H

#include "ban/record.h"
#include "base/netlink.h"

struct err;
struct nftable;

/*
 * nftlist - all that are banned by our table, one after the other
 *
 * The kernel tells them by and by, so that bans can be made meanwhile; one that
 * is made or ends meanwhile may be told or not, and rarely one twice.
 *
 * Linux only.
 */
#define NFTLIST_BUFFER 32768

struct nftlist {
	int fd; /* -1 while there is no listing */
	const struct nftable *table;
	unsigned bits;              /* of the set that is being told */
	struct netlink_view rest;   /* messages that are still to be read */
	struct netlink_view elements;
	_Alignas(8) unsigned char in[NFTLIST_BUFFER];
};

/* Begin a listing; *table is borrowed until its end.  -1 with *e ERR_TEMP. */
int nftlist_begin(struct nftlist *l, const struct nftable *table,
    struct err *e);

/* The next one: BAN_ENTRY with the address, kind and seconds of *r; BAN_END, or
 * BAN_CANNOT with *e, and the listing is at its end. */
enum ban_answer nftlist_next(struct nftlist *l, struct ban_record *r,
    struct err *e);

/* Give it up. */
void nftlist_end(struct nftlist *l);

#endif
