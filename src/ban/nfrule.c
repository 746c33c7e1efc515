/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ban/nfrule.h"

#if defined(__linux__)
#include <netinet/in.h>

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <stddef.h>
#include <stdint.h>

#include "base/netlink.h"

/* Where the headers have what we look at, and the flags of TCP (RFC 791,
 * RFC 8200, RFC 9293). */
#define IP4_SOURCE 12
#define IP6_SOURCE 8
#define TCP_PORT 2
#define TCP_FLAGS 13
#define TCP_SYN 0x02
#define TCP_ACK 0x10

/* An expression being written. */
struct expression {
	size_t at, data;
};

static struct expression
begin(struct netlink *o, const char *name)
{
	struct expression x;

	x.at = netlink_nest(o, NFTA_LIST_ELEM);
	netlink_put_text(o, NFTA_EXPR_NAME, name);
	x.data = netlink_nest(o, NFTA_EXPR_DATA);
	return x;
}

static void
end(struct netlink *o, struct expression x)
{
	netlink_nest_end(o, x.data);
	netlink_nest_end(o, x.at);
}

/* Bytes as an attribute that says of itself that they are a value. */
static void
value(struct netlink *o, unsigned type, const void *data, size_t len)
{
	size_t at = netlink_nest(o, type);

	netlink_put(o, NFTA_DATA_VALUE, data, len);
	netlink_nest_end(o, at);
}

/* Go on if what is known of the packet, one byte, is that. */
static void
meta_is(struct netlink *o, uint32_t key, unsigned char what)
{
	struct expression x = begin(o, "meta");

	netlink_put_32(o, NFTA_META_DREG, NFT_REG_1);
	netlink_put_32(o, NFTA_META_KEY, key);
	end(o, x);
	x = begin(o, "cmp");
	netlink_put_32(o, NFTA_CMP_SREG, NFT_REG_1);
	netlink_put_32(o, NFTA_CMP_OP, NFT_CMP_EQ);
	value(o, NFTA_CMP_DATA, &what, sizeof(what));
	end(o, x);
}

/* Load bytes of a header. */
static void
load(struct netlink *o, uint32_t header, uint32_t offset, uint32_t len)
{
	struct expression x = begin(o, "payload");

	netlink_put_32(o, NFTA_PAYLOAD_DREG, NFT_REG_1);
	netlink_put_32(o, NFTA_PAYLOAD_BASE, header);
	netlink_put_32(o, NFTA_PAYLOAD_OFFSET, offset);
	netlink_put_32(o, NFTA_PAYLOAD_LEN, len);
	end(o, x);
}

/* Clear the bits that mask, of len bytes, does not have. */
static void
keep(struct netlink *o, const unsigned char *mask, unsigned len)
{
	static const unsigned char zero[16];
	struct expression x = begin(o, "bitwise");

	netlink_put_32(o, NFTA_BITWISE_SREG, NFT_REG_1);
	netlink_put_32(o, NFTA_BITWISE_DREG, NFT_REG_1);
	netlink_put_32(o, NFTA_BITWISE_LEN, len);
	value(o, NFTA_BITWISE_MASK, mask, len);
	value(o, NFTA_BITWISE_XOR, zero, len);
	end(o, x);
}

/* Go on if it is in a set. */
static void
look_up(struct netlink *o, const char *set)
{
	struct expression x = begin(o, "lookup");

	netlink_put_text(o, NFTA_LOOKUP_SET, set);
	netlink_put_32(o, NFTA_LOOKUP_SREG, NFT_REG_1);
	end(o, x);
}

/* End with NF_ACCEPT or NF_DROP. */
static void
verdict(struct netlink *o, uint32_t code)
{
	struct expression x = begin(o, "immediate");
	size_t data, inner;

	netlink_put_32(o, NFTA_IMMEDIATE_DREG, NFT_REG_VERDICT);
	data = netlink_nest(o, NFTA_IMMEDIATE_DATA);
	inner = netlink_nest(o, NFTA_DATA_VERDICT);
	netlink_put_32(o, NFTA_VERDICT_CODE, code);
	netlink_nest_end(o, inner);
	netlink_nest_end(o, data);
	end(o, x);
}

static void
load_source(struct netlink *o, unsigned bits)
{
	if (bits == 32)
		load(o, NFT_PAYLOAD_NETWORK_HEADER, IP4_SOURCE, 4);
	else
		load(o, NFT_PAYLOAD_NETWORK_HEADER, IP6_SOURCE, 16);
}

static unsigned char
family(unsigned bits)
{
	return bits == 32 ? NFPROTO_IPV4 : NFPROTO_IPV6;
}

void
nfrule_accept(struct netlink *o, unsigned bits)
{
	size_t at = netlink_nest(o, NFTA_RULE_EXPRESSIONS);

	meta_is(o, NFT_META_NFPROTO, family(bits));
	load_source(o, bits);
	look_up(o, bits == 32 ? NFRULE_NEVER4 : NFRULE_NEVER6);
	verdict(o, NF_ACCEPT);
	netlink_nest_end(o, at);
}

/* Go on if the packet begins a connection: SYN is set, and ACK is not. */
static void
begins(struct netlink *o)
{
	static const unsigned char mask = TCP_SYN | TCP_ACK, syn = TCP_SYN;
	struct expression x;

	load(o, NFT_PAYLOAD_TRANSPORT_HEADER, TCP_FLAGS, 1);
	keep(o, &mask, 1);
	x = begin(o, "cmp");
	netlink_put_32(o, NFTA_CMP_SREG, NFT_REG_1);
	netlink_put_32(o, NFTA_CMP_OP, NFT_CMP_EQ);
	value(o, NFTA_CMP_DATA, &syn, 1);
	end(o, x);
}

void
nfrule_drop(struct netlink *o, unsigned bits)
{
	static const unsigned char half[16] = { 0xff, 0xff, 0xff, 0xff, 0xff,
		0xff, 0xff, 0xff };
	size_t at = netlink_nest(o, NFTA_RULE_EXPRESSIONS);

	meta_is(o, NFT_META_NFPROTO, family(bits));
	meta_is(o, NFT_META_L4PROTO, IPPROTO_TCP);
	load(o, NFT_PAYLOAD_TRANSPORT_HEADER, TCP_PORT, 2);
	look_up(o, NFRULE_PORTS);
	begins(o);
	load_source(o, bits);
	if (bits != 32)
		keep(o, half, sizeof(half));
	look_up(o, bits == 32 ? NFRULE_BANNED4 : NFRULE_BANNED6);
	end(o, begin(o, "counter"));
	verdict(o, NF_DROP);
	netlink_nest_end(o, at);
}
#endif
