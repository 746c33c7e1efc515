/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/endpoint.h"

#include <string.h>

#include "base/err.h"
#include "base/num.h"

/* An address in brackets with its port, and room for what is wrong. */
#define ENDPOINT_TEXT_SIZE 64

/* Cut text into address and, where there is one, port.  More than one colon
 * without brackets is an IPv6 address alone. */
static bool
split(char **address, char **port, char *text)
{
	char *colon = strchr(text, ':'), *end;

	*address = text;
	*port = NULL;
	if (*text == '[') {
		end = strchr(text, ']');
		if (end == NULL || (end[1] != ':' && end[1] != '\0'))
			return false;
		*address = text + 1;
		if (end[1] == ':')
			*port = end + 2;
		*end = '\0';
	} else if (colon != NULL && strchr(colon + 1, ':') == NULL) {
		*port = colon + 1;
		*colon = '\0';
	}
	return true;
}

bool
endpoint_parse(struct endpoint *out, const char *text, size_t len,
    unsigned usual)
{
	char copy[ENDPOINT_TEXT_SIZE], *address, *port;
	struct endpoint at = { .port = usual };
	struct err e;

	if (len >= sizeof(copy))
		return false;
	memcpy(copy, text, len);
	copy[len] = '\0';
	if (!split(&address, &port, copy) || strchr(address, '%') != NULL ||
	    (port != NULL && num_unsigned(&at.port, port, 65535, &e) == -1) ||
	    at.port == 0 || ip_parse(&at.ip, address, &e) == -1)
		return false;
	*out = at;
	return true;
}
