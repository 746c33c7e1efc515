/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "name/embedded.h"

#include <stdint.h>
#include <string.h>

#include "base/hex.h"
#include "base/ip.h"
#include "base/num.h"
#include "name/base32.h"
#include "name/groups.h"
#include "name/octets.h"

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static void
put(struct embedded *out, enum embedded_form form, unsigned octets, size_t at,
    size_t len)
{
	out->kind = octets == 4 ? EMBEDDED_FULL : EMBEDDED_PART;
	out->form = form;
	out->octets = (unsigned char)octets;
	out->spans = 1;
	out->span[0] = (struct span){ (unsigned char)at, (unsigned char)len };
}

/* Where text occurs in name, from its byte from on, or len. */
static size_t
place_of(const char *name, size_t len, size_t from, const char *text, size_t n)
{
	const char *at = name + from, *end = name + len;

	while ((size_t)(end - at) >= n &&
	    (at = memchr(at, text[0], (size_t)(end - at) - n + 1)) != NULL) {
		if (memcmp(at, text, n) == 0)
			return (size_t)(at - name);
		at++;
	}
	return len;
}

/* The octets, from the first or from the last, as 8 digits in one run. */
static bool
find_run(struct embedded *out, const char *name, size_t len,
    const unsigned char octet[4], bool back)
{
	char text[8];
	size_t at, i;

	for (i = 0; i < 4; i++)
		hex_format(text + 2 * i, octet[back ? 3 - i : i]);
	if ((at = place_of(name, len, 0, text, 8)) < len)
		put(out, EMBEDDED_HEX, 4, at, 8);
	return at < len;
}

/* Read a hexadecimal octet of one or two digits, "0x" before it or not, that
 * ends at a byte that is no letter or digit.  Its length, or 0. */
static size_t
octet_at(const char *s, size_t len, unsigned *octet)
{
	size_t from = len > 2 && s[0] == '0' && s[1] == 'x' ? 2 : 0, i;
	int n;

	*octet = 0;
	for (i = from; i < len && i < from + 2 &&
	    (n = hex_value(s[i])) != -1; i++)
		*octet = *octet << 4 | (unsigned)n;
	if (i == from || (i < len && s[i] != '-' && s[i] != '.' &&
	    s[i] != '_'))
		return 0;
	return i;
}

/* Four hexadecimal octets from name[at] on, one byte between two of them.
 * Their length, or 0. */
static size_t
octets_at(const char *name, size_t len, size_t at,
    const unsigned char octet[4], bool back)
{
	size_t start = at, n, i;
	unsigned o;

	for (i = 0; i < 4; i++, at += n + 1) {
		if (at >= len || (n = octet_at(name + at, len - at, &o)) == 0 ||
		    o != octet[back ? 3 - i : i])
			return 0;
	}
	return at - 1 - start;
}

/* True if a hexadecimal octet can begin at name[at]: it is no end of a number,
 * and one digit is no end of a word. */
static bool
begins_octet(const char *name, size_t len, size_t at)
{
	if (hex_value(name[at]) == -1)
		return false;
	if (at == 0 || hex_value(name[at - 1]) == -1)
		return true;
	return !is_digit(name[at - 1]) && at + 1 < len &&
	    hex_value(name[at + 1]) != -1;
}

/* The octets in hexadecimal with something between. */
static bool
find_separate(struct embedded *out, const char *name, size_t len,
    const unsigned char octet[4])
{
	size_t at, n;

	for (at = 0; at + 7 <= len; at++) {
		if (!begins_octet(name, len, at))
			continue;
		n = octets_at(name, len, at, octet, false);
		if (n == 0)
			n = octets_at(name, len, at, octet, true);
		if (n == 0)
			continue;
		put(out, EMBEDDED_HEX, 4, at, n);
		return true;
	}
	return false;
}

/* The address as a decimal number, from either end; a run of its own. */
static bool
find_integer(struct embedded *out, const char *name, size_t len,
    const unsigned char octet[4], bool back)
{
	uint32_t value = 0;
	char text[21];
	size_t at = 0, n, i;

	for (i = 0; i < 4; i++)
		value = value << 8 | octet[back ? 3 - i : i];
	if ((n = num_format(value, text)) < 8)
		return false;
	for (; (at = place_of(name, len, at, text, n)) < len; at++) {
		if ((at > 0 && is_digit(name[at - 1])) ||
		    (at + n < len && is_digit(name[at + n])))
			continue;
		put(out, EMBEDDED_INTEGER, 4, at, n);
		return true;
	}
	return false;
}

/* The last n octets in hexadecimal, at the end of a run.  Two of them have to
 * look like it: "1020" is a number to most people. */
static bool
find_tail(struct embedded *out, const char *name, size_t len,
    const unsigned char octet[4], unsigned n)
{
	char text[6];
	size_t at = 0, i;
	bool looks = n > 2 || octet[4 - n] < 16;

	for (i = 0; i < n; i++)
		hex_format(text + 2 * i, octet[4 - n + i]);
	for (i = 0; i < 2 * n; i++)
		looks = looks || text[i] > '9';
	if (!looks)
		return false;
	for (; (at = place_of(name, len, at, text, 2 * n)) < len; at++) {
		if (at + 2 * n < len && hex_value(name[at + 2 * n]) != -1)
			continue;
		put(out, EMBEDDED_HEX, n, at, 2 * n);
		return true;
	}
	return false;
}

static void
find_ip4(struct embedded *out, const char *name, size_t len,
    const unsigned char octet[4])
{
	struct embedded decimal = { .kind = EMBEDDED_NONE };

	octets_find(&decimal, name, len, octet);
	*out = decimal;
	if (decimal.kind == EMBEDDED_FULL ||
	    find_run(out, name, len, octet, false) ||
	    find_run(out, name, len, octet, true) ||
	    find_separate(out, name, len, octet) ||
	    find_integer(out, name, len, octet, false) ||
	    find_integer(out, name, len, octet, true))
		return;
	if (decimal.kind != EMBEDDED_PART &&
	    !find_tail(out, name, len, octet, 3))
		(void)find_tail(out, name, len, octet, 2);
}

/* The IPv4 address that an IPv6 address holds, or NULL. */
static const unsigned char *
ip4_within(const struct ip *ip)
{
	static const unsigned char nat64[12] = { 0x00, 0x64, 0xff, 0x9b };

	if (memcmp(ip->octet, nat64, sizeof(nat64)) == 0)
		return ip->octet + 12;
	return ip->octet[0] == 0x20 && ip->octet[1] == 0x02 ?
	    ip->octet + 2 : NULL;
}

void
embedded_find(struct embedded *out, const char *name, size_t len,
    const struct ip *ip)
{
	struct embedded within = { .kind = EMBEDDED_NONE };
	const unsigned char *ip4;

	*out = (struct embedded){ .kind = EMBEDDED_NONE };
	if (ip->bits == 32) {
		find_ip4(out, name, len, ip->octet);
		return;
	}
	groups_find(out, name, len, ip->octet);
	if (out->kind == EMBEDDED_NONE)
		base32_find(out, name, len, ip->octet);
	ip4 = ip4_within(ip);
	if (ip4 != NULL)
		find_ip4(&within, name, len, ip4);
	if (within.kind > out->kind)
		*out = within;
}

const char *
embedded_word(enum embedded_kind kind)
{
	static const char word[][8] = { "no", "last", "partial", "full" };

	return word[kind];
}
