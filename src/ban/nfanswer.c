/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ban/nfanswer.h"

#if defined(__linux__)
#include <netinet/in.h>

#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <string.h>

#include "ban/record.h"
#include "base/err.h"
#include "state/offender.h"

/* No errno of the kernel's is as much. */
#define ERRNO_MAX 4096

#define TYPE(message) (NFNL_SUBSYS_NFTABLES << 8 | (message))

/* As many bytes as the family has, most significant first. */
static uint64_t
number(struct netlink_view v)
{
	uint64_t n = 0;
	size_t i;

	for (i = 0; i < v.len && i < 8; i++)
		n = n << 8 | v.data[i];
	return n;
}

/* The attributes of a message of ours; none if it is another. */
static struct netlink_view
attributes(const struct netlink_message *m, unsigned type)
{
	struct netlink_view v = { NULL, 0 };

	if (m->type == type && m->body.len >= sizeof(struct nfgenmsg)) {
		v.data = m->body.data + sizeof(struct nfgenmsg);
		v.len = m->body.len - sizeof(struct nfgenmsg);
	}
	return v;
}

struct netlink_view
nfanswer_elements(const struct netlink_message *m)
{
	struct netlink_view none = { NULL, 0 }, list;

	return netlink_find(&list, attributes(m, TYPE(NFT_MSG_NEWSETELEM)),
	    NFTA_SET_ELEM_LIST_ELEMENTS, 0) ? list : none;
}

/* The kind that the comment of an element names: 0 if none. */
static unsigned
kind_of(struct netlink_view one)
{
	struct netlink_view data;
	enum offender_kind kind;
	char word[32];
	struct err e;

	/* type 0, length, text: see nftable.c */
	if (!netlink_find(&data, one, NFTA_SET_ELEM_USERDATA, 3) ||
	    data.data[0] != 0 || data.data[1] != data.len - 2 ||
	    data.len - 2 > sizeof(word) || data.data[data.len - 1] != '\0')
		return 0;
	memcpy(word, data.data + 2, data.len - 2);
	if (offender_kind_parse(&kind, word, &e) == -1)
		return 0;
	return (unsigned)kind + 1;
}

/* Read one element; false if it has no address. */
static bool
read_one(struct ban_record *r, struct netlink_view one)
{
	struct netlink_view key, value, time;
	struct ip ip = { { 0 }, 0 };

	if (!netlink_find(&key, one, NFTA_SET_ELEM_KEY, 4) ||
	    !netlink_find(&value, key, NFTA_DATA_VALUE, 4) ||
	    (value.len != 4 && value.len != 16))
		return false;
	ip.bits = (unsigned)value.len * 8;
	memcpy(ip.octet, value.data, value.len);
	r->ip = offender_address(&ip);
	r->kind = kind_of(one);
	r->seconds = 0;
	/* What was put in without a time has none left either. */
	if (netlink_find(&time, one, NFTA_SET_ELEM_EXPIRATION, 8) ||
	    netlink_find(&time, one, NFTA_SET_ELEM_TIMEOUT, 8))
		r->seconds = (uint32_t)((number(time) + 999) / 1000);
	return true;
}

bool
nfanswer_element(struct netlink_view *elements, struct ban_record *r)
{
	struct netlink_view one;
	unsigned type;

	while (netlink_attribute(elements, &type, &one))
		if (type == NFTA_LIST_ELEM && read_one(r, one))
			return true;
	return false;
}

uint32_t
nfanswer_rules(const struct netlink_message *m)
{
	struct netlink_view v;

	return netlink_find(&v, attributes(m, TYPE(NFT_MSG_NEWCHAIN)),
	    NFTA_CHAIN_USE, 4) ? (uint32_t)number(v) : 0;
}

int
nfanswer_error(const struct netlink_message *m)
{
	int32_t why;

	if (m->type != NLMSG_ERROR || m->body.len < sizeof(why))
		return -1;
	memcpy(&why, m->body.data, sizeof(why));
	return why <= 0 && why > -ERRNO_MAX ? -why : EIO;
}
#endif
