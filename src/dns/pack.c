/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dns/pack.h"

#include <string.h>

/* Stands before the items: octets of addresses, or texts with their NUL. */
struct head {
	const char *why;
	unsigned char state, type, more, count;
};

_Static_assert(DNS_IP_MAX <= 255 && DNS_PTR_MAX <= 255,
    "head.count has room");

static size_t
octets(enum dns_type type)
{
	return type == DNS_A ? 4 : 16;
}

/* The bytes of an SPF record, if there is one. */
static size_t
policy_size(const struct dns_answer *a)
{
	return a->policies > 0 ? strlen(a->policy) + 1 : 0;
}

size_t
pack_size(const struct dns_answer *a)
{
	size_t len = sizeof(struct head), i;

	switch (a->type) {
	case DNS_PTR:
	case DNS_MX:
		for (i = 0; i < a->count; i++)
			len += strlen(a->name[i]) + 1;
		break;
	case DNS_TXT:
		len += a->count > 0 ? strlen(a->text) + 1 +
		    sizeof(a->policies) + policy_size(a) : 0;
		break;
	case DNS_A:
	case DNS_AAAA:
		len += a->count * octets(a->type);
		break;
	}
	return len;
}

static unsigned char *
text_pack(unsigned char *at, const char *text)
{
	size_t len = strlen(text) + 1;

	memcpy(at, text, len);
	return at + len;
}

void
pack(unsigned char *out, const struct dns_answer *a)
{
	struct head h = { .why = a->why, .state = (unsigned char)a->state,
		.type = (unsigned char)a->type, .more = a->more,
		.count = (unsigned char)a->count };
	unsigned char *at = out + sizeof(h);
	size_t i, len = octets(a->type);

	memcpy(out, &h, sizeof(h));
	for (i = 0; i < a->count; i++)
		switch (a->type) {
		case DNS_PTR:
		case DNS_MX:
			at = text_pack(at, a->name[i]);
			break;
		case DNS_TXT:
			at = text_pack(at, a->text);
			memcpy(at, &a->policies, sizeof(a->policies));
			at += sizeof(a->policies);
			if (a->policies > 0)
				at = text_pack(at, a->policy);
			break;
		case DNS_A:
		case DNS_AAAA:
			memcpy(at, a->ip[i].octet, len);
			at += len;
			break;
		}
}

static const unsigned char *
text_open(char *out, const unsigned char *at)
{
	size_t len = strlen((const char *)at) + 1;

	memcpy(out, at, len);
	return at + len;
}

static const unsigned char *
ip_open(struct ip *out, const unsigned char *at, size_t len)
{
	*out = (struct ip){ .bits = (unsigned)len * 8 };
	memcpy(out->octet, at, len);
	return at + len;
}

void
pack_open(struct dns_answer *out, const unsigned char *packed)
{
	const unsigned char *at = packed + sizeof(struct head);
	struct head h;
	size_t i;

	memcpy(&h, packed, sizeof(h));
	out->state = (enum dns_state)h.state;
	out->type = (enum dns_type)h.type;
	out->why = h.why;
	out->more = h.more;
	out->count = h.count;
	for (i = 0; i < out->count; i++)
		switch (out->type) {
		case DNS_PTR:
		case DNS_MX:
			at = text_open(out->name[i], at);
			break;
		case DNS_TXT:
			at = text_open(out->text, at);
			memcpy(&out->policies, at, sizeof(out->policies));
			at += sizeof(out->policies);
			if (out->policies > 0)
				at = text_open(out->policy, at);
			break;
		case DNS_A:
		case DNS_AAAA:
			at = ip_open(&out->ip[i], at, octets(out->type));
			break;
		}
}

enum dns_type
pack_type(const unsigned char *packed)
{
	struct head h;

	memcpy(&h, packed, sizeof(h));
	return (enum dns_type)h.type;
}
