/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "state/key.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/num.h"

#define DOMAIN_MAX 253
#define START 2 /* octets before the name or address */

struct store_bytes
key_bytes(const struct key *k)
{
	return (struct store_bytes){ k->data, k->len };
}

struct key
key_of_ip(const struct ip *ip, unsigned net4)
{
	bool six = ip->bits == 128;
	struct ip first = ip_first(ip, six ? 64 : net4);
	struct key k = { .data = { 'g', six ? '6' : '4' }, .len = START };

	if (!six)
		k.data[k.len++] = (unsigned char)net4;
	memcpy(k.data + k.len, first.octet, six ? 8 : 4);
	k.len += six ? 8 : 4;
	return k;
}

/* c in lower case if it may stand in a domain, else 0. */
static unsigned char
letter(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (unsigned char)(c - 'A' + 'a');
	if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
	    c == '_' || c == '.')
		return (unsigned char)c;
	return 0;
}

int
key_of_domain(struct key *out, const char *domain)
{
	struct key k = { .data = { 'g', 'd' }, .len = START };
	unsigned char c;

	for (; *domain != '\0'; domain++) {
		c = letter(*domain);
		if (c == 0 || k.len - START >= DOMAIN_MAX)
			return -1;
		k.data[k.len++] = c;
	}
	if (k.len == START)
		return -1;
	*out = k;
	return 0;
}

/* ADDRESS or ADDRESS/BITS. */
static int
parse_ip(struct key *out, const char *text, struct err *e)
{
	const char *slash = strchr(text, '/');
	size_t len = slash != NULL ? (size_t)(slash - text) : strlen(text);
	char address[IP_TEXT_SIZE + 20];
	unsigned bits = 32;
	struct ip ip;

	(void)snprintf(address, sizeof(address), "%.*s", (int)len, text);
	if (len >= sizeof(address) || ip_parse(&ip, address, e) == -1)
		return err_perm(e, 0, "\"%.64s\" is no address", text);
	if (slash != NULL && (num_unsigned(&bits, slash + 1,
	    ip.bits == 32 ? 32 : 64, e) == -1 ||
	    bits < (ip.bits == 32 ? 1 : 64)))
		return err_perm(e, 0, "\"%.64s\" is no network of hosts that "
		    "are one client", text);
	*out = key_of_ip(&ip, bits);
	return 0;
}

int
key_parse(struct key *out, const char *text, struct err *e)
{
	struct ip ip;

	if (strpbrk(text, ":/") != NULL || ip_parse(&ip, text, e) == 0)
		return parse_ip(out, text, e);
	if (key_of_domain(out, text) == -1)
		return err_perm(e, 0, "\"%.64s\" is no address and no domain",
		    text);
	return 0;
}

static void
format_ip(struct store_bytes key, char out[KEY_TEXT_SIZE])
{
	const unsigned char *k = key.data;
	bool six = k[1] == '6';
	struct ip ip = { .bits = six ? 128 : 32 };
	char address[IP_TEXT_SIZE];
	unsigned bits = six ? 64 : k[START];

	memcpy(ip.octet, k + START + !six, six ? 8 : 4);
	ip_format(&ip, address);
	(void)snprintf(out, KEY_TEXT_SIZE, bits == 32 ? "%s" : "%s/%u",
	    address, bits);
}

int
key_format(struct store_bytes key, char out[KEY_TEXT_SIZE], struct err *e)
{
	const unsigned char *k = key.data;
	struct key same;

	if (key.len < START || k[0] != 'g')
		return err_perm(e, 0, "a record of an unknown kind");
	if ((k[1] == '4' && key.len == START + 5 && k[START] >= 1 &&
	    k[START] <= 32) || (k[1] == '6' && key.len == START + 8)) {
		format_ip(key, out);
		return 0;
	}
	if (k[1] != 'd' || key.len - START > DOMAIN_MAX)
		return err_perm(e, 0, "a record of an unknown kind");
	memcpy(out, k + START, key.len - START);
	out[key.len - START] = '\0';
	if (key_of_domain(&same, out) == -1 || same.len != key.len)
		return err_perm(e, 0, "a record of no domain");
	return 0;
}
