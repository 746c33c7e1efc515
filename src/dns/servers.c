/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dns/servers.h"

#include <string.h>

#include "base/endpoint.h"
#include "base/err.h"

/* What is shown of a text that is none. */
#define SERVER_TEXT_MAX 64

static int
server_parse(struct dns_server *out, const char *text, size_t len,
    struct err *e)
{
	struct endpoint at;

	if (!endpoint_parse(&at, text, len, DNS_PORT))
		return err_perm(e, 0, "\"%.*s\" is not a DNS server: write "
		    "ADDRESS, ADDRESS:PORT or [IPV6]:PORT, as in "
		    "127.0.0.1:53, with commas between servers",
		    len < SERVER_TEXT_MAX ? (int)len : SERVER_TEXT_MAX, text);
	out->ip = at.ip;
	out->port = at.port;
	return 0;
}

int
servers_parse(struct dns_servers *out, const char *text, struct err *e)
{
	struct dns_servers s = { .count = 0 };
	size_t len;

	if (*text == '\0') {
		out->count = 0;
		return 0;
	}
	for (;; text += len + 1) {
		len = strcspn(text, ",");
		if (s.count == DNS_SERVERS_MAX)
			return err_perm(e, 0, "more than %d DNS servers: "
			    "leave some out", DNS_SERVERS_MAX);
		if (server_parse(&s.server[s.count++], text, len, e) == -1)
			return -1;
		if (text[len] == '\0')
			break;
	}
	*out = s;
	return 0;
}
