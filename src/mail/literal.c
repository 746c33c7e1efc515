/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mail/literal.h"

#include <string.h>
#include <strings.h>

#include "base/err.h"

bool
literal_read(struct ip *out, const char *at, size_t len)
{
	char text[IP_TEXT_SIZE];
	struct err e;

	if (len > 5 && strncasecmp(at, "IPv6:", 5) == 0) {
		at += 5;
		len -= 5;
	}
	if (len >= sizeof(text) || memchr(at, '\0', len) != NULL)
		return false;
	memcpy(text, at, len);
	text[len] = '\0';
	return ip_parse(out, text, &e) == 0;
}

bool
literal_port(struct ip *out, const char *at, size_t len)
{
	const char *colon = len > 0 ? memchr(at, ':', len) : NULL;

	return literal_read(out, at, len) || (colon != NULL &&
	    literal_read(out, at, (size_t)(colon - at)));
}

bool
literal_bracket(struct ip *out, const char *at, size_t len)
{
	const char *close;
	size_t inside;

	if (len == 0 || *at != '[' ||
	    (close = memchr(at, ']', len)) == NULL)
		return false;
	inside = (size_t)(close - at) - 1;
	if (inside + 2 < len && close[1] != ':')
		return false;
	return literal_port(out, at + 1, inside);
}

bool
literal_is_loopback(const struct ip *ip)
{
	static const unsigned char one[16] = { [15] = 1 };

	return ip->bits == 32 ? ip->octet[0] == 127 :
	    ip->bits == 128 && memcmp(ip->octet, one, sizeof(one)) == 0;
}
