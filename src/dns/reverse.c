/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dns/reverse.h"

#include <string.h>

#include "base/hex.h"
#include "base/num.h"

#define REVERSED_SIZE 65 /* 32 nibbles with dots, and the NUL */

static void
octets_reverse(char out[REVERSED_SIZE], const struct ip *ip)
{
	char digits[21];
	unsigned len;
	int i;

	for (i = 3; i >= 0; i--) {
		len = num_format(ip->octet[i], digits);
		memcpy(out, digits, len);
		out += len;
		*out++ = '.';
	}
	*out = '\0';
}

static void
nibbles_reverse(char out[REVERSED_SIZE], const struct ip *ip)
{
	char octet[2];
	int i;

	for (i = 15; i >= 0; i--) {
		hex_format(octet, ip->octet[i]);
		*out++ = octet[1];
		*out++ = '.';
		*out++ = octet[0];
		*out++ = '.';
	}
	*out = '\0';
}

void
reverse_under(char out[DNS_NAME_SIZE], const struct ip *ip, const char *zone)
{
	char reversed[REVERSED_SIZE];
	size_t len, zone_len = strlen(zone);

	if (ip->bits == 32)
		octets_reverse(reversed, ip);
	else
		nibbles_reverse(reversed, ip);
	len = strlen(reversed);
	out[0] = '\0';
	if (len + zone_len >= DNS_NAME_SIZE)
		return;
	memcpy(out, reversed, len);
	memcpy(out + len, zone, zone_len + 1);
}

void
reverse_name(char out[DNS_NAME_SIZE], const struct ip *ip)
{
	reverse_under(out, ip, ip->bits == 32 ? "in-addr.arpa" : "ip6.arpa");
}
