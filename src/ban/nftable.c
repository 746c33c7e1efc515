/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ban/nftable.h"

#if defined(__linux__)
#include <netinet/in.h>

#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <string.h>

#include "ban/nfrule.h"
#include "ban/record.h"
#include "state/never.h"
#include "state/offender.h"

#define CHAIN "input"

/* Before the chains of others at the usual place of filters. */
#define PRIORITY (-10)

/* What nft(8) calls these types, by its numbers. */
#define TYPE_IPV4_ADDR 7
#define TYPE_IPV6_ADDR 8
#define TYPE_INET_SERVICE 13

/* How nft(8) keeps the comment of an element: type, length, text with NUL. */
#define COMMENT 0
#define COMMENT_SIZE 32

/* Ranges in one message: a list is at most 64 KiB. */
#define RANGES_AT_ONCE 400

/* A batch being written. */
struct batch {
	struct netlink *o;
	const struct nftable *t;
	uint32_t number; /* of the next message */
};

static void
begin(struct batch *b, unsigned type, unsigned flags)
{
	const struct nfgenmsg head = { .nfgen_family = NFPROTO_INET,
		.version = NFNETLINK_V0 };

	netlink_begin(b->o, NFNL_SUBSYS_NFTABLES << 8 | type,
	    NLM_F_REQUEST | flags, b->number++);
	netlink_add(b->o, &head, sizeof(head));
}

/* The first and the last message of a batch. */
static void
bracket(struct batch *b, unsigned type)
{
	const struct nfgenmsg head = { .nfgen_family = AF_UNSPEC,
		.version = NFNETLINK_V0,
		.res_id = htons(NFNL_SUBSYS_NFTABLES) };

	netlink_begin(b->o, type, NLM_F_REQUEST, b->number++);
	netlink_add(b->o, &head, sizeof(head));
	netlink_end(b->o);
}

static struct batch
batch_begin(struct netlink *o, const struct nftable *t, uint32_t first)
{
	struct batch b = { o, t, first };

	bracket(&b, NFNL_MSG_BATCH_BEGIN);
	return b;
}

/* Returns the number of the message that is answered. */
static uint32_t
batch_end(struct batch *b)
{
	uint32_t last = b->number - 1;

	bracket(b, NFNL_MSG_BATCH_END);
	return last;
}

static void
table(struct batch *b, unsigned type, unsigned flags)
{
	begin(b, type, flags);
	netlink_put_text(b->o, NFTA_TABLE_NAME, b->t->name);
	netlink_end(b->o);
}

static void
chain(struct batch *b)
{
	size_t hook;

	begin(b, NFT_MSG_NEWCHAIN, NLM_F_CREATE);
	netlink_put_text(b->o, NFTA_CHAIN_TABLE, b->t->name);
	netlink_put_text(b->o, NFTA_CHAIN_NAME, CHAIN);
	hook = netlink_nest(b->o, NFTA_CHAIN_HOOK);
	netlink_put_32(b->o, NFTA_HOOK_HOOKNUM, NF_INET_LOCAL_IN);
	netlink_put_32(b->o, NFTA_HOOK_PRIORITY, (uint32_t)PRIORITY);
	netlink_nest_end(b->o, hook);
	netlink_put_32(b->o, NFTA_CHAIN_POLICY, NF_ACCEPT);
	netlink_put_text(b->o, NFTA_CHAIN_TYPE, "filter");
	netlink_end(b->o);
}

/* What a set holds. */
struct set {
	const char *name;
	uint32_t id, flags, type, len, size;
};

static void
make_set(struct batch *b, const struct set *s)
{
	size_t desc;

	begin(b, NFT_MSG_NEWSET, NLM_F_CREATE);
	netlink_put_text(b->o, NFTA_SET_TABLE, b->t->name);
	netlink_put_text(b->o, NFTA_SET_NAME, s->name);
	netlink_put_32(b->o, NFTA_SET_FLAGS, s->flags);
	netlink_put_32(b->o, NFTA_SET_KEY_TYPE, s->type);
	netlink_put_32(b->o, NFTA_SET_KEY_LEN, s->len);
	netlink_put_32(b->o, NFTA_SET_ID, s->id);
	if (s->size != 0) {
		desc = netlink_nest(b->o, NFTA_SET_DESC);
		netlink_put_32(b->o, NFTA_SET_DESC_SIZE, s->size);
		netlink_nest_end(b->o, desc);
	}
	netlink_end(b->o);
}

/* Begin a message about elements of a set, and end it with what is
 * returned. */
static size_t
elements_begin(struct batch *b, unsigned type, unsigned flags, const char *set)
{
	begin(b, type, flags);
	netlink_put_text(b->o, NFTA_SET_ELEM_LIST_TABLE, b->t->name);
	netlink_put_text(b->o, NFTA_SET_ELEM_LIST_SET, set);
	return netlink_nest(b->o, NFTA_SET_ELEM_LIST_ELEMENTS);
}

static void
elements_end(struct batch *b, size_t at)
{
	netlink_nest_end(b->o, at);
	netlink_end(b->o);
}

/* Take all elements of a set away. */
static void
clear(struct batch *b, const char *set)
{
	begin(b, NFT_MSG_DELSETELEM, 0);
	netlink_put_text(b->o, NFTA_SET_ELEM_LIST_TABLE, b->t->name);
	netlink_put_text(b->o, NFTA_SET_ELEM_LIST_SET, set);
	netlink_end(b->o);
}

static void
key(struct netlink *o, const void *data, size_t len)
{
	size_t at = netlink_nest(o, NFTA_SET_ELEM_KEY);

	netlink_put(o, NFTA_DATA_VALUE, data, len);
	netlink_nest_end(o, at);
}

/* An end of a range in a set of intervals. */
static void
put_end(struct netlink *o, const struct ip *ip, uint32_t flags)
{
	size_t at = netlink_nest(o, NFTA_LIST_ELEM);

	key(o, ip->octet, ip->bits / 8);
	if (flags != 0)
		netlink_put_32(o, NFTA_SET_ELEM_FLAGS, flags);
	netlink_nest_end(o, at);
}

/* The ranges of one family: each is its first address, and the one behind its
 * last; none stands behind the very last. */
static void
put_never(struct batch *b, unsigned bits, const char *set)
{
	const struct never *n = b->t->never;
	size_t i, at = 0, count = 0;
	struct ip behind;

	for (i = 0; i < n->len; i++) {
		if (n->range[i].first.bits != bits)
			continue;
		if (count++ % RANGES_AT_ONCE == 0) {
			if (count > 1)
				elements_end(b, at);
			at = elements_begin(b, NFT_MSG_NEWSETELEM,
			    NLM_F_CREATE, set);
		}
		put_end(b->o, &n->range[i].first, 0);
		behind = n->range[i].last;
		if (ip_next(&behind))
			put_end(b->o, &behind, NFT_SET_ELEM_INTERVAL_END);
	}
	if (count > 0)
		elements_end(b, at);
}

static void
put_ports(struct batch *b)
{
	size_t at = elements_begin(b, NFT_MSG_NEWSETELEM, NLM_F_CREATE,
	    NFRULE_PORTS), one, i;
	uint16_t port;

	for (i = 0; i < b->t->ports; i++) {
		one = netlink_nest(b->o, NFTA_LIST_ELEM);
		port = htons(b->t->port[i]);
		key(b->o, &port, sizeof(port));
		netlink_nest_end(b->o, one);
	}
	elements_end(b, at);
}

static void
rule(struct batch *b, unsigned type, unsigned flags,
    void (*put)(struct netlink *, unsigned), unsigned bits)
{
	begin(b, type, flags);
	netlink_put_text(b->o, NFTA_RULE_TABLE, b->t->name);
	netlink_put_text(b->o, NFTA_RULE_CHAIN, CHAIN);
	if (put != NULL)
		put(b->o, bits);
	netlink_end(b->o);
}

uint32_t
nftable_make(struct netlink *o, const struct nftable *t, bool anew,
    uint32_t first)
{
	static const struct set set[] = {
		{ NFRULE_BANNED4, 1, NFT_SET_TIMEOUT, TYPE_IPV4_ADDR, 4,
		    NFTABLE_SET_SIZE },
		{ NFRULE_BANNED6, 2, NFT_SET_TIMEOUT, TYPE_IPV6_ADDR, 16,
		    NFTABLE_SET_SIZE },
		{ NFRULE_NEVER4, 3, NFT_SET_INTERVAL, TYPE_IPV4_ADDR, 4, 0 },
		{ NFRULE_NEVER6, 4, NFT_SET_INTERVAL, TYPE_IPV6_ADDR, 16, 0 },
		{ NFRULE_PORTS, 5, 0, TYPE_INET_SERVICE, 2, 0 },
	};
	const unsigned made = NLM_F_CREATE | NLM_F_APPEND;
	struct batch b = batch_begin(o, t, first);
	size_t i;

	table(&b, NFT_MSG_NEWTABLE, NLM_F_CREATE);
	if (anew) { /* what was just made can be taken away, if it was or not */
		table(&b, NFT_MSG_DELTABLE, 0);
		table(&b, NFT_MSG_NEWTABLE, NLM_F_CREATE);
	}
	chain(&b);
	rule(&b, NFT_MSG_DELRULE, 0, NULL, 0);
	for (i = 0; i < sizeof(set) / sizeof(set[0]); i++)
		make_set(&b, &set[i]);
	for (i = 2; i < sizeof(set) / sizeof(set[0]); i++)
		clear(&b, set[i].name);
	put_never(&b, 32, NFRULE_NEVER4);
	put_never(&b, 128, NFRULE_NEVER6);
	put_ports(&b);
	rule(&b, NFT_MSG_NEWRULE, made, nfrule_accept, 32);
	rule(&b, NFT_MSG_NEWRULE, made, nfrule_accept, 128);
	rule(&b, NFT_MSG_NEWRULE, made, nfrule_drop, 32);
	rule(&b, NFT_MSG_NEWRULE, made | NLM_F_ACK, nfrule_drop, 128);
	return batch_end(&b);
}

static const char *
banned(const struct ip *ip)
{
	return ip->bits == 32 ? NFRULE_BANNED4 : NFRULE_BANNED6;
}

static void
put_comment(struct netlink *o, unsigned kind)
{
	unsigned char data[2 + COMMENT_SIZE] = { COMMENT };
	const char *word = ban_kind_word(kind);
	size_t len = strlen(word) + 1;

	if (len > COMMENT_SIZE)
		return;
	data[1] = (unsigned char)len;
	memcpy(data + 2, word, len);
	netlink_put(o, NFTA_SET_ELEM_USERDATA, data, 2 + len);
}

/* One message about one address; with *r it is put in. */
static void
element(struct batch *b, unsigned type, unsigned flags, const struct ip *ip,
    const struct ban_record *r)
{
	size_t list = elements_begin(b, type, flags, banned(ip)), at;

	at = netlink_nest(b->o, NFTA_LIST_ELEM);
	key(b->o, ip->octet, ip->bits / 8);
	if (r != NULL) {
		netlink_put_64(b->o, NFTA_SET_ELEM_TIMEOUT,
		    (uint64_t)r->seconds * 1000);
		put_comment(b->o, r->kind);
	}
	netlink_nest_end(b->o, at);
	elements_end(b, list);
}

uint32_t
nftable_ban(struct netlink *o, const struct nftable *t,
    const struct ban_record *r, bool again, uint32_t first)
{
	struct batch b = batch_begin(o, t, first);

	if (again)
		element(&b, NFT_MSG_DELSETELEM, 0, &r->ip, NULL);
	element(&b, NFT_MSG_NEWSETELEM, NLM_F_CREATE | NLM_F_EXCL | NLM_F_ACK,
	    &r->ip, r);
	return batch_end(&b);
}

uint32_t
nftable_free(struct netlink *o, const struct nftable *t, const struct ip *ip,
    uint32_t first)
{
	struct batch b = batch_begin(o, t, first);

	element(&b, NFT_MSG_DELSETELEM, NLM_F_ACK, ip, NULL);
	return batch_end(&b);
}

void
nftable_ask(struct netlink *o, const struct nftable *t, const struct ip *ip,
    uint32_t number)
{
	struct batch b = { o, t, number };

	element(&b, NFT_MSG_GETSETELEM, 0, ip, NULL);
}

void
nftable_ask_all(struct netlink *o, const struct nftable *t, unsigned bits,
    uint32_t number)
{
	struct batch b = { o, t, number };

	begin(&b, NFT_MSG_GETSETELEM, NLM_F_DUMP);
	netlink_put_text(o, NFTA_SET_ELEM_LIST_TABLE, t->name);
	netlink_put_text(o, NFTA_SET_ELEM_LIST_SET,
	    bits == 32 ? NFRULE_BANNED4 : NFRULE_BANNED6);
	netlink_end(o);
}

void
nftable_ask_chain(struct netlink *o, const struct nftable *t, uint32_t number)
{
	struct batch b = { o, t, number };

	begin(&b, NFT_MSG_GETCHAIN, 0);
	netlink_put_text(o, NFTA_CHAIN_TABLE, t->name);
	netlink_put_text(o, NFTA_CHAIN_NAME, CHAIN);
	netlink_end(o);
}
#endif
