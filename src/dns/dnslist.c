/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dns/dnslist.h"

#include <stdio.h>
#include <string.h>

#include "dns/reverse.h"

/* What is no listing, in the order of dhf.conf(5), DNS, which has the sources.
 * The last two are not one address, and nobody expects them. */
enum {
	FAULT_COLLISION = 4,
	FAULT_RESERVED = DNSLIST_FAULTS, /* the rest of 127.255.255.0/24 */
	FAULT_STRANGE,                   /* outside 127.0.0.0/8 */
	FAULT_NONE
};

static const unsigned char octets[DNSLIST_FAULTS][4] = {
	{ 127, 0, 0, 1 }, { 127, 0, 0, 255 }, { 127, 0, 1, 255 },
	{ 127, 0, 2, 255 }, { 127, 0, 53, 53 }, { 127, 255, 255, 252 },
	{ 127, 255, 255, 254 }, { 127, 255, 255, 255 },
};
static const char *const meaning[] = {
	"refuses this resolver", "refuses: blocked or over its limit",
	"a list of names, asked about an address",
	"a list of names, asked about an address",
	"name collision, not the list's answer",
	"says that the zone is misspelt", "refuses this resolver",
	"refuses: too many questions", "refuses to answer",
	"no list's answer, the domain may be sold", "",
};

int
dnslist_ask_ip(const struct dns_source *source, const char *zone,
    const struct ip *ip, enum dns_type type)
{
	char name[DNS_NAME_SIZE];

	reverse_under(name, ip, zone);
	return source->ask(source->of, name, type);
}

int
dnslist_ask_name(const struct dns_source *source, const char *zone,
    const char *host, enum dns_type type)
{
	char name[DNS_NAME_SIZE];
	int len = snprintf(name, sizeof(name), "%s.%s", host, zone);

	if (len < 0 || (size_t)len >= sizeof(name))
		name[0] = '\0';
	return source->ask(source->of, name, type);
}

struct ip
dnslist_fault(unsigned number)
{
	struct ip ip = { .bits = 32 };

	memcpy(ip.octet, octets[number], sizeof(octets[number]));
	return ip;
}

/* What one address in an answer means. */
static unsigned
fault_of(const struct ip *ip, unsigned expected)
{
	const unsigned char *o = ip->octet;
	unsigned i;

	if (o[0] != 127)
		return FAULT_STRANGE;
	for (i = 0; i < DNSLIST_FAULTS; i++)
		if (memcmp(o, octets[i], sizeof(octets[i])) == 0)
			return (expected >> i & 1) != 0 ? FAULT_NONE : i;
	return o[1] == 255 && o[2] == 255 ? FAULT_RESERVED : FAULT_NONE;
}

/* The first address that is no listing, or NULL. */
static const struct ip *
error_of(const struct dns_answer *a, unsigned expected)
{
	size_t i;

	for (i = 0; i < a->count; i++)
		if (fault_of(&a->ip[i], expected) != FAULT_NONE)
			return &a->ip[i];
	return NULL;
}

enum dnslist_state
dnslist_state(const struct dns_answer *a, unsigned expected)
{
	switch (a->state) {
	case DNS_WAITING:
		return DNSLIST_WAITING;
	case DNS_ABSENT:
		return DNSLIST_ABSENT;
	case DNS_UNKNOWN:
		return DNSLIST_UNKNOWN;
	case DNS_FOUND:
		break;
	}
	return error_of(a, expected) == NULL ? DNSLIST_LISTED : DNSLIST_ERROR;
}

bool
dnslist_refuses(const struct dns_answer *a, unsigned expected)
{
	unsigned fault;

	if (dnslist_state(a, expected) != DNSLIST_ERROR)
		return false;
	fault = fault_of(error_of(a, expected), expected);
	return fault != FAULT_STRANGE && fault != FAULT_COLLISION;
}

void
dnslist_reason(char out[DNSLIST_REASON_SIZE], const struct dns_answer *a,
    unsigned expected)
{
	char text[IP_TEXT_SIZE];
	const struct ip *ip;

	out[0] = '\0';
	if (a->state == DNS_UNKNOWN)
		(void)snprintf(out, DNSLIST_REASON_SIZE, "%s", a->why);
	if (dnslist_state(a, expected) != DNSLIST_ERROR)
		return;
	ip = error_of(a, expected);
	ip_format(ip, text);
	(void)snprintf(out, DNSLIST_REASON_SIZE, "%s: %s", text,
	    meaning[fault_of(ip, expected)]);
}
