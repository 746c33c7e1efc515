/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BAN_NFTABLE_H
#define DHF_BAN_NFTABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ip.h"
#include "base/netlink.h"

struct ban_record;
struct never;

/*
 * nftable - our table of nftables, as messages to the kernel
 *
 *	table inet dhf {
 *		set banned4 { type ipv4_addr; size 65535; flags timeout; }
 *		set banned6 { type ipv6_addr; size 65535; flags timeout; }
 *		set never4 { type ipv4_addr; flags interval; }
 *		set never6 { type ipv6_addr; flags interval; }
 *		set ports { type inet_service; elements = { 25 } }
 *		chain input {
 *			type filter hook input priority -10;
 *			ip saddr @never4 accept
 *			ip6 saddr @never6 accept
 *			tcp dport @ports tcp flags & (syn | ack) == syn
 *			    ip saddr @banned4 counter drop
 *			tcp dport @ports tcp flags & (syn | ack) == syn
 *			    ip6 saddr & ffff:ffff:ffff:ffff:: @banned6
 *			    counter drop
 *		}
 *	}
 *
 * What is accepted here other tables still see; what is dropped is a client
 * that begins to connect.  Connections that are there go on: else their
 * servers would wait for what never comes.
 *
 * A batch is carried out whole or not at all.  Its messages are numbered from
 * first up; that of its last message is answered in any case.  Only addresses
 * as bytes go in, no text of anybody's.  Linux only.
 */
#define NFTABLE_NAME_SIZE 32
#define NFTABLE_PORTS 16
#define NFTABLE_SET_SIZE 65535
#define NFTABLE_RULES 4

/* Bytes that a batch of nftable_make needs at most for len ranges, and one
 * about an address. */
#define NFTABLE_MAKE_SIZE(len) (8192 + (len) * 128)
#define NFTABLE_BATCH_SIZE 1024

struct nftable {
	char name[NFTABLE_NAME_SIZE]; /* letters, digits, "_" and "-" */
	uint16_t port[NFTABLE_PORTS];
	size_t ports;
	const struct never *never;    /* settled; borrowed */
};

/* Make what is missing, and rules, ports and never-sets as *t says; whoever is
 * banned stays.  If anew, take the whole table away first, and those with it.
 * Each returns the number of its last message. */
uint32_t nftable_make(struct netlink *o, const struct nftable *t, bool anew,
    uint32_t first);

/* A batch: ban the address of *r for its seconds, which fails with EEXIST if it
 * is banned; or, if again, ban it anew, which fails with ENOENT if it is
 * not. */
uint32_t nftable_ban(struct netlink *o, const struct nftable *t,
    const struct ban_record *r, bool again, uint32_t first);

/* A batch: ban it no more. */
uint32_t nftable_free(struct netlink *o, const struct nftable *t,
    const struct ip *ip, uint32_t first);

/* Questions, no batches.  For an address: how long it is banned; or, of IPv4 or
 * IPv6, 32 or 128 bits, for all that are; for the chain. */
void nftable_ask(struct netlink *o, const struct nftable *t,
    const struct ip *ip, uint32_t number);
void nftable_ask_all(struct netlink *o, const struct nftable *t,
    unsigned bits, uint32_t number);
void nftable_ask_chain(struct netlink *o, const struct nftable *t,
    uint32_t number);

#endif
