/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "name/skeleton.h"

#include <stdbool.h>
#include <string.h>

#include "base/hex.h"
#include "name/embedded.h"

#define SERIAL 6 /* half a hardware address */

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
	return c >= 'a' && c <= 'z';
}

/* What stands for the address, but what stands between its pieces. */
static void
mark_address(bool marked[HOST_MAX], const char *name, size_t len,
    const struct ip *ip)
{
	struct embedded found;
	unsigned s;
	size_t i;

	embedded_find(&found, name, len, ip);
	if (found.kind == EMBEDDED_NONE)
		return;
	for (s = 0; s < found.spans; s++)
		for (i = 0; i < found.span[s].len; i++)
			if (is_digit(name[found.span[s].at + i]) ||
			    is_letter(name[found.span[s].at + i]))
				marked[found.span[s].at + i] = true;
}

/* The length of a serial number in hexadecimal digits at a place, or 0. */
static size_t
serial_at(const char *name, size_t len, size_t at)
{
	bool digit = false;
	size_t n;

	if (at > 0 && is_letter(name[at - 1]) && !is_digit(name[at]))
		return 0;
	for (n = 0; at + n < len && hex_value(name[at + n]) != -1; n++)
		digit = digit || is_digit(name[at + n]);
	return n < SERIAL || !digit ||
	    (at + n < len && is_letter(name[at + n])) ? 0 : n;
}

void
skeleton_make(char out[HOST_MAX + 1], const char *name, size_t len,
    size_t domain, const struct ip *ip)
{
	bool marked[HOST_MAX] = { false };
	size_t i = 0, n, to = 0;

	mark_address(marked, name, domain, ip);
	while (i < domain) {
		if ((n = serial_at(name, domain, i)) == 0)
			n = marked[i] || is_digit(name[i]) ? 1 : 0;
		if (n == 0)
			out[to++] = name[i++];
		else if (to == 0 || out[to - 1] != '#')
			out[to++] = '#';
		i += n;
	}
	memcpy(out + to, name + domain, len - domain);
	out[to + len - domain] = '\0';
}
