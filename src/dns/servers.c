/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dns/servers.h"

#include <stdbool.h>
#include <string.h>

#include "base/err.h"

/* An address in brackets with its port, and room for what is wrong. */
#define SERVER_TEXT_SIZE 64

static bool
port_parse(unsigned *out, const char *text)
{
	unsigned port = 0;

	if (*text == '\0')
		return false;
	for (; *text != '\0'; text++) {
		if (*text < '0' || *text > '9')
			return false;
		port = 10 * port + (unsigned)(*text - '0');
		if (port > 65535)
			return false;
	}
	*out = port;
	return port > 0;
}

/* Cut text into address and, where there is one, port.  More than one colon
 * without brackets is an IPv6 address alone. */
static bool
port_split(char **address, char **port, char *text)
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

static int
server_parse(struct dns_server *out, const char *text, size_t len,
    struct err *e)
{
	struct dns_server s = { .port = DNS_PORT };
	char copy[SERVER_TEXT_SIZE], *address, *port;

	if (len >= sizeof(copy))
		goto bad;
	memcpy(copy, text, len);
	copy[len] = '\0';
	if (!port_split(&address, &port, copy) ||
	    strchr(address, '%') != NULL ||
	    (port != NULL && !port_parse(&s.port, port)))
		goto bad;
	if (ip_parse(&s.ip, address, e) == -1)
		goto bad;
	*out = s;
	return 0;
bad:
	return err_perm(e, 0,
	    "\"%.*s\" is not a DNS server: write ADDRESS, ADDRESS:PORT or "
	    "[IPV6]:PORT, as in 127.0.0.1:53, with commas between servers",
	    len < SERVER_TEXT_SIZE ? (int)len : SERVER_TEXT_SIZE, text);
}

int
servers_parse(struct dns_server out[DNS_SERVERS_MAX], size_t *count,
    const char *text, struct err *e)
{
	struct dns_server s[DNS_SERVERS_MAX];
	size_t len, n;

	if (*text == '\0') {
		*count = 0;
		return 0;
	}
	for (n = 0;; text += len + 1) {
		len = strcspn(text, ",");
		if (n == DNS_SERVERS_MAX)
			return err_perm(e, 0, "more than %d DNS servers: "
			    "leave some out", DNS_SERVERS_MAX);
		if (server_parse(&s[n++], text, len, e) == -1)
			return -1;
		if (text[len] == '\0')
			break;
	}
	memcpy(out, s, n * sizeof(s[0]));
	*count = n;
	return 0;
}
