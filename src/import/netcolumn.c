/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "import/netcolumn.h"

#include <stddef.h>
#include <string.h>

#include "base/err.h"
#include "base/ip.h"
#include "base/network.h"
#include "base/num.h"

/* What may stand around an address and between two. */
#define AROUND ",;()[]{}<>\"'|="

/* Longest part of a column that can be a network: two addresses. */
#define PART_MAX (2 * IP_TEXT_SIZE)

static bool
is_network(const char *text)
{
	struct err e;
	struct ip first;
	unsigned bits;

	return network_parse(&first, &bits, text, &e) != -1;
}

/* Dashes, one or more, or a dash in front of a number. */
static bool
is_dash(const char *part)
{
	size_t len = strspn(part, "-");
	bool wide = strncmp(part, "\xe2\x80\x93", 3) == 0 || /* U+2013 */
	    strncmp(part, "\xe2\x80\x94", 3) == 0;           /* U+2014 */

	return wide || (len > 0 && (part[len] == '\0' ||
	    (part[len] >= '0' && part[len] <= '9')));
}

/* Digits and dots, as an address, or addresses glued together, have them. */
static bool
is_quad(const char *part)
{
	const char *dot = part;
	int dots = 0;

	while ((dot = strchr(dot, '.')) != NULL) {
		dot++;
		dots++;
	}
	return dots >= 3 && part[strspn(part, "0123456789.*/-")] == '\0';
}

/* A netmask in hexadecimal, such as 0xffffff00. */
static bool
is_hex_mask(const char *part)
{
	return part[0] == '0' && (part[1] == 'x' || part[1] == 'X') &&
	    strspn(part + 2, "0123456789abcdefABCDEF") == 8 &&
	    part[10] == '\0';
}

/* One part of a column, which is changed. */
static bool
part_is_network(char *part)
{
	char *dash = strchr(part, '-'), *colon = strrchr(part, ':');

	if (is_dash(part) || is_quad(part) || is_hex_mask(part) ||
	    is_network(part))
		return true;
	if (*part == '/' && strspn(part + 1, "0123456789") ==
	    strlen(part + 1)) /* "/24", or "/" and 24 is the next column */
		return true;
	if (colon != NULL && is_quad(colon + 1)) /* to:192.0.2.7 */
		return true;
	if (dash == NULL)
		return false;
	*dash = '\0';
	return is_network(part) && is_network(dash + 1);
}

bool
netcolumn_is_network(const char *word)
{
	char part[PART_MAX];
	size_t len;

	for (; *word != '\0'; word += len) {
		word += strspn(word, AROUND);
		len = strcspn(word, AROUND);
		if (len == 0 || len >= sizeof(part))
			continue;
		memcpy(part, word, len);
		part[len] = '\0';
		if (part_is_network(part))
			return true;
	}
	return false;
}

bool
netcolumn_is_prefix(const struct ip *a, const char *word)
{
	struct ip first;
	struct err e;
	unsigned bits;

	if (num_unsigned(&bits, word, a->bits - 1, &e) == -1)
		return false;
	first = ip_first(a, bits);
	return ip_compare(&first, a) == 0;
}
