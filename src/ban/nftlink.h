/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BAN_NFTLINK_H
#define DHF_BAN_NFTLINK_H

#include <stdbool.h>
#include <stdint.h>

#include "ban/nftable.h"
#include "ban/record.h"

struct err;

/*
 * nftlink - our table in the kernel, asked and changed
 *
 * Needs CAP_NET_ADMIN.  Where the table turns out to be missing it is made
 * anew, as after "nft flush ruleset", and what was to be done is done then.
 * No other table is touched.  Linux only.
 */
struct nftlink {
	int fd;
	uint32_t number;      /* of the next message */
	struct nftable table; /* filled by the caller */
	bool lost;            /* set when the table was missing: all bans are
	                       * gone; cleared by the caller */
};

/* Open it; l->table is filled.  Each returns -1, or BAN_CANNOT, with *e: it is
 * ERR_PERM where there is no nftables or no right to it. */
int nftlink_open(struct nftlink *l, struct err *e);
void nftlink_close(struct nftlink *l);

/* Bring the kernel's table up to l->table: what is never banned first of all.
 * Whoever is banned stays. */
int nftlink_make(struct nftlink *l, struct err *e);

/* Make it again if it is not as it was made. */
int nftlink_check(struct nftlink *l, struct err *e);

/* Ban the address of *r.  BAN_NEW; BAN_STANDS, and r->seconds is what it has
 * now; BAN_FULL; BAN_CANNOT. */
enum ban_answer nftlink_ban(struct nftlink *l, struct ban_record *r,
    struct err *e);

/* Ban it no more: BAN_GONE, BAN_NONE or BAN_CANNOT. */
enum ban_answer nftlink_free(struct nftlink *l, const struct ban_record *r,
    struct err *e);

/* Whether it is banned: BAN_ENTRY with kind and seconds of *r, BAN_NONE or
 * BAN_CANNOT. */
enum ban_answer nftlink_find(struct nftlink *l, struct ban_record *r,
    struct err *e);

#endif
