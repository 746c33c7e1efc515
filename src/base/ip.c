/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/ip.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>

#include "base/err.h"
#include "base/num.h"

static const unsigned char mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff,
	0xff };

/* Copy text without its zone.  False if it is too long or its zone empty. */
static bool
zone_cut(char out[IP_TEXT_SIZE], bool *zoned, const char *text)
{
	size_t len = strcspn(text, "%");

	*zoned = text[len] == '%';
	if (len >= IP_TEXT_SIZE || (*zoned && text[len + 1] == '\0'))
		return false;
	memcpy(out, text, len);
	out[len] = '\0';
	return true;
}

/* IPv4 that was written as IPv6 is IPv4. */
static void
unmap(struct ip *a)
{
	if (memcmp(a->octet, mapped, sizeof(mapped)) != 0)
		return;
	memmove(a->octet, a->octet + sizeof(mapped), 4);
	memset(a->octet + 4, 0, sizeof(a->octet) - 4);
	a->bits = 32;
}

struct ip
ip_of(const void *octets, unsigned bits)
{
	struct ip a = { { 0 }, bits };

	memcpy(a.octet, octets, bits / 8);
	if (bits == 128)
		unmap(&a);
	return a;
}

int
ip_parse(struct ip *out, const char *text, struct err *e)
{
	struct ip a = { { 0 }, 32 };
	char addr[IP_TEXT_SIZE];
	bool zoned;

	if (!zone_cut(addr, &zoned, text))
		goto bad;
	if (inet_pton(AF_INET, addr, a.octet) == 1) {
		if (zoned)
			goto bad;
		*out = a;
		return 0;
	}
	a.bits = 128;
	if (inet_pton(AF_INET6, addr, a.octet) != 1)
		goto bad;
	if (zoned && (a.octet[0] != 0xfe || (a.octet[1] & 0xc0) != 0x80))
		goto bad;
	unmap(&a);
	*out = a;
	return 0;
bad:
	return err_perm(e, 0,
	    "\"%.64s\" is not an IP address: write four decimal numbers as "
	    "in 192.0.2.1, or IPv6 as in 2001:db8::1", text);
}

int
ip_compare(const struct ip *a, const struct ip *b)
{
	if (a->bits != b->bits)
		return a->bits < b->bits ? -1 : 1;
	return memcmp(a->octet, b->octet, sizeof(a->octet));
}

/* Octet i of the mask that covers the first bits bits. */
static unsigned char
mask_octet(unsigned bits, unsigned i)
{
	if (bits >= 8 * (i + 1))
		return 0xff;
	if (bits <= 8 * i)
		return 0;
	return (unsigned char)(0xff00u >> (bits - 8 * i));
}

struct ip
ip_first(const struct ip *a, unsigned bits)
{
	struct ip m = *a;
	unsigned i;

	for (i = 0; i < a->bits / 8; i++)
		m.octet[i] &= mask_octet(bits, i);
	return m;
}

struct ip
ip_last(const struct ip *a, unsigned bits)
{
	struct ip m = *a;
	unsigned i;

	for (i = 0; i < a->bits / 8; i++)
		m.octet[i] |= (unsigned char)~mask_octet(bits, i);
	return m;
}

bool
ip_next(struct ip *a)
{
	unsigned i = a->bits / 8;

	while (i-- > 0)
		if (++a->octet[i] != 0)
			return true;
	return false;
}

void
ip_format(const struct ip *a, char out[IP_TEXT_SIZE])
{
	unsigned i, len = 0;

	if (a->bits == 128) {
		(void)inet_ntop(AF_INET6, a->octet, out, IP_TEXT_SIZE);
		return;
	}
	for (i = 0; i < 4; i++) { /* inet_ntop may bring in all of stdio */
		if (i > 0)
			out[len++] = '.';
		len += num_format(a->octet[i], out + len);
	}
}
