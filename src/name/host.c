/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "name/host.h"

#include <stdbool.h>
#include <string.h>

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool
is_label_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
	    c == '_';
}

/* True for what no host on the Internet is called. */
static bool
is_odd_name(const char *name, size_t len)
{
	static const char local[] = "localhost";
	size_t last = len, n = sizeof(local) - 1;

	while (last > 0 && name[last - 1] != '.')
		last--;
	if (strspn(name + last, "0123456789") == len - last)
		return true;
	return len - last == n && strcmp(name + last, local) == 0;
}

enum host_form
host_normalise(char out[HOST_MAX + 1], size_t *len, const char *name)
{
	size_t n = strlen(name), label = 0, i;
	bool odd = false;

	out[0] = '\0';
	*len = 0;
	if (n > 0 && name[n - 1] == '.')
		n--;
	if (n == 0)
		return HOST_NONE;
	if (n > HOST_MAX)
		return HOST_LONG;
	for (i = 0; i < n; i++) {
		out[i] = lower(name[i]);
		if (out[i] == '.') {
			odd = odd || label == 0 || label > 63;
			label = 0;
			continue;
		}
		odd = odd || !is_label_byte(out[i]);
		label++;
	}
	out[n] = '\0';
	*len = n;
	odd = odd || label == 0 || label > 63 || is_odd_name(out, n);
	return odd ? HOST_ODD : HOST_NAME;
}

/* True if a label is a part of a reverse zone: a number, a nibble, or a range
 * (RFC 2317). */
static bool
is_zone_label(const char *label, size_t len)
{
	return strspn(label, "0123456789-_/") == len ||
	    (len == 1 && *label >= 'a' && *label <= 'f');
}

size_t
host_without_zone(const char *name, size_t len)
{
	static const char zone[][14] = { ".in-addr.arpa", ".ip6.arpa" };
	size_t end = len, label, i, n;

	for (i = 0; i < 2 && end == len; i++) {
		n = strlen(zone[i]);
		if (len > n && memcmp(name + len - n, zone[i], n) == 0)
			end = len - n;
	}
	while (end < len && end > 0) {
		for (label = end; label > 0 && name[label - 1] != '.'; label--)
			;
		if (!is_zone_label(name + label, end - label))
			return end;
		end = label > 0 ? label - 1 : 0;
	}
	return len;
}
