/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/network.h"

#include <string.h>

#include "base/err.h"
#include "base/ip.h"
#include "base/num.h"

int
network_parse(struct ip *first, unsigned *bits, const char *text, struct err *e)
{
	size_t len = strcspn(text, "/");
	char addr[IP_TEXT_SIZE];
	struct ip a, base;
	unsigned n;

	if (len >= sizeof(addr))
		return err_perm(e, 0, "\"%.64s\" is not a network", text);
	memcpy(addr, text, len);
	addr[len] = '\0';
	if (ip_parse(&a, addr, e) == -1)
		return -1;
	n = a.bits;
	if (text[len] == '/' && strchr(text + len, '.') != NULL)
		return err_perm(e, 0, "\"%.32s\" is not a number from 0 to "
		    "128: write how many bits are the network's, as in /24 for "
		    "255.255.255.0", text + len + 1);
	if (text[len] == '/' && num_unsigned(&n, text + len + 1, 128, e) == -1)
		return -1;
	/* ::ffff:192.0.2.0/120 is 192.0.2.0/24, and no IPv4 prefix else. */
	if (a.bits == 32 && strchr(addr, ':') != NULL && text[len] == '/')
		n = n >= 96 ? n - 96 : 129;
	if (n > a.bits)
		return err_perm(e, 0, "\"%.64s\": the prefix is longer than "
		    "the address", text);
	base = ip_first(&a, n);
	*first = base;
	*bits = n;
	return ip_compare(&base, &a) != 0;
}
