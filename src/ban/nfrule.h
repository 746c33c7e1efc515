/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BAN_NFRULE_H
#define DHF_BAN_NFRULE_H

struct netlink;

/*
 * nfrule - what our rules of nftables consist of
 *
 * A rule is a row of expressions that work on registers, each of which goes on
 * or ends the rule.  "ip saddr @never4 accept" is: load the family into
 * register 1; compare it with IPv4; load 4 bytes of the network header at 12
 * into register 1; look it up in never4; accept.
 *
 * Linux only.
 */
#define NFRULE_NEVER4 "never4"
#define NFRULE_NEVER6 "never6"
#define NFRULE_BANNED4 "banned4"
#define NFRULE_BANNED6 "banned6"
#define NFRULE_PORTS "ports"

/* Add the attribute with the expressions of the rule that accepts who is never
 * banned, and of the one that drops who is and wants to connect; for IPv4 or
 * IPv6, 32 or 128 bits. */
void nfrule_accept(struct netlink *o, unsigned bits);
void nfrule_drop(struct netlink *o, unsigned bits);

#endif
