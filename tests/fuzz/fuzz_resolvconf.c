/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whatever stands in resolv.conf, which DHCP often writes: as many servers are
 * found as there are lines that name one, or none; a comment behind it changes
 * nothing, and neither does a comment before; a wish for TCP leaves none.
 */
#include "dns/resolvconf.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_MAX 1000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int claim)
{
	if (!claim)
		abort();
}

/* Lines that begin with "nameserver". */
static size_t
lines_count(const char *text)
{
	size_t n = 0;

	for (; text != NULL; text = strchr(text, '\n')) {
		text += *text == '\n';
		n += strncmp(text, "nameserver", 10) == 0;
	}
	return n;
}

static void
must_be_servers(const struct dns_servers *s)
{
	size_t i;

	must(s->count <= DNS_SERVERS_MAX);
	for (i = 0; i < s->count; i++) {
		must(s->server[i].port == 53);
		must(s->server[i].ip.bits == 32 || s->server[i].ip.bits == 128);
	}
}

static void
must_be_same(const struct dns_servers *a, const char *text)
{
	struct dns_servers b = { .count = 99 };
	size_t i;

	resolvconf_parse(&b, text);
	must(a->count == b.count);
	for (i = 0; i < b.count; i++)
		must(ip_compare(&a->server[i].ip, &b.server[i].ip) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char before[] = "# nameserver 192.0.2.1\n";
	char text[sizeof(before) + TEXT_MAX + 64], *own = text;
	struct dns_servers s = { .count = 99 }, none = { .count = 0 };

	if (size > TEXT_MAX || memchr(data, '\0', size) != NULL)
		return 0;
	own += sizeof(before) - 1;
	memcpy(text, before, sizeof(before) - 1);
	memcpy(own, data, size);
	own[size] = '\0';
	resolvconf_parse(&s, own);
	must_be_servers(&s);
	must(s.count == 0 || s.count == lines_count(own));
	must_be_same(&s, text);
	strcpy(own + size, "\n; use-vc nameserver");
	must_be_same(&s, own);
	strcpy(own + size, "\noptions use-vc\nnameserver 192.0.2.1\n");
	must_be_same(&none, own);
	return 0;
}
