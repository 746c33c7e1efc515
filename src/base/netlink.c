/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/netlink.h"

#include <string.h>

/* The head of an attribute, and the bits of its type that say more of it. */
#define ATTRIBUTE_HEAD 4
#define NESTED 0x8000u
#define TYPE_MASK 0x3fffu

static size_t
padded(size_t len)
{
	return (len + 3) & ~(size_t)3;
}

/* Room for len bytes and what pads them, which is zeroed; NULL if full. */
static unsigned char *
grow(struct netlink *o, size_t len)
{
	unsigned char *p;

	if (o->full || o->cap - o->len < padded(len)) {
		o->full = true;
		return NULL;
	}
	p = o->data + o->len;
	memset(p, 0, padded(len));
	o->len += padded(len);
	return p;
}

/* These numbers are in the machine's own order. */
static void
put_32(unsigned char *p, uint32_t n)
{
	memcpy(p, &n, sizeof(n));
}

static void
put_16(unsigned char *p, unsigned n)
{
	uint16_t half = (uint16_t)n;

	memcpy(p, &half, sizeof(half));
}

static uint32_t
get_32(const unsigned char *p)
{
	uint32_t n;

	memcpy(&n, p, sizeof(n));
	return n;
}

static unsigned
get_16(const unsigned char *p)
{
	uint16_t n;

	memcpy(&n, p, sizeof(n));
	return n;
}

void
netlink_begin(struct netlink *o, unsigned type, unsigned flags, uint32_t seq)
{
	unsigned char *p;

	o->at = o->len;
	if ((p = grow(o, NETLINK_HEAD)) == NULL)
		return;
	put_16(p + 4, type);
	put_16(p + 6, flags);
	put_32(p + 8, seq);
}

void
netlink_end(struct netlink *o)
{
	if (!o->full)
		put_32(o->data + o->at, (uint32_t)(o->len - o->at));
}

void
netlink_add(struct netlink *o, const void *data, size_t len)
{
	unsigned char *p = grow(o, len);

	if (p != NULL && len > 0)
		memcpy(p, data, len);
}

void
netlink_put(struct netlink *o, unsigned type, const void *data, size_t len)
{
	unsigned char *p;

	if (len > UINT16_MAX - ATTRIBUTE_HEAD) {
		o->full = true;
		return;
	}
	if ((p = grow(o, ATTRIBUTE_HEAD + len)) == NULL)
		return;
	put_16(p, (unsigned)(ATTRIBUTE_HEAD + len));
	put_16(p + 2, type);
	if (len > 0)
		memcpy(p + ATTRIBUTE_HEAD, data, len);
}

void
netlink_put_text(struct netlink *o, unsigned type, const char *text)
{
	netlink_put(o, type, text, strlen(text) + 1);
}

/* The lower bytes bytes of a number in network order. */
static void
put_number(struct netlink *o, unsigned type, uint64_t n, unsigned bytes)
{
	unsigned char octet[8];
	unsigned i;

	for (i = 0; i < bytes; i++)
		octet[i] = (unsigned char)(n >> (8 * (bytes - 1 - i)));
	netlink_put(o, type, octet, bytes);
}

void
netlink_put_32(struct netlink *o, unsigned type, uint32_t n)
{
	put_number(o, type, n, 4);
}

void
netlink_put_64(struct netlink *o, unsigned type, uint64_t n)
{
	put_number(o, type, n, 8);
}

size_t
netlink_nest(struct netlink *o, unsigned type)
{
	size_t at = o->len;

	netlink_put(o, type | NESTED, NULL, 0);
	return at;
}

void
netlink_nest_end(struct netlink *o, size_t at)
{
	if (o->full)
		return;
	if (o->len - at > UINT16_MAX)
		o->full = true;
	else
		put_16(o->data + at, (unsigned)(o->len - at));
}

/* Take len bytes and what pads them off *in; the last may lack its padding. */
static void
skip(struct netlink_view *in, size_t len)
{
	size_t whole = padded(len);

	if (whole > in->len)
		whole = in->len;
	in->data += whole;
	in->len -= whole;
}

bool
netlink_next(struct netlink_view *in, struct netlink_message *out)
{
	size_t len;

	if (in->len < NETLINK_HEAD)
		return false;
	len = get_32(in->data);
	if (len < NETLINK_HEAD || len > in->len)
		return false;
	out->type = get_16(in->data + 4);
	out->flags = get_16(in->data + 6);
	out->seq = get_32(in->data + 8);
	out->body.data = in->data + NETLINK_HEAD;
	out->body.len = len - NETLINK_HEAD;
	skip(in, len);
	return true;
}

bool
netlink_attribute(struct netlink_view *in, unsigned *type,
    struct netlink_view *value)
{
	size_t len;

	if (in->len < ATTRIBUTE_HEAD)
		return false;
	len = get_16(in->data);
	if (len < ATTRIBUTE_HEAD || len > in->len)
		return false;
	*type = get_16(in->data + 2) & TYPE_MASK;
	value->data = in->data + ATTRIBUTE_HEAD;
	value->len = len - ATTRIBUTE_HEAD;
	skip(in, len);
	return true;
}

bool
netlink_find(struct netlink_view *value, struct netlink_view in, unsigned type,
    size_t least)
{
	struct netlink_view found;
	unsigned t;

	while (netlink_attribute(&in, &t, &found))
		if (t == type && found.len >= least) {
			*value = found;
			return true;
		}
	return false;
}
