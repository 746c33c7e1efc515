/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dns/dnslist.h"

#include <stdio.h>
#include <string.h>

#include "dns/reverse.h"

struct fault {
	unsigned char octet[4];
	bool foreign; /* it is not the list that answers */
	const char *meaning;
};

/* What is no listing, in the order of dhf.conf(5), DNS, which has the
 * sources. */
static const struct fault faults[DNSLIST_FAULTS] = {
	{ { 127, 0, 0, 1 }, false, "refuses this resolver" },
	{ { 127, 0, 0, 255 }, false, "refuses: blocked or over its limit" },
	{ { 127, 0, 1, 255 }, false,
	    "a list of names, asked about an address" },
	{ { 127, 0, 2, 255 }, false,
	    "a list of names, asked about an address" },
	{ { 127, 0, 53, 53 }, true, "name collision, not the list's answer" },
	{ { 127, 255, 255, 252 }, false, "says that the zone is misspelt" },
	{ { 127, 255, 255, 254 }, false, "refuses this resolver" },
	{ { 127, 255, 255, 255 }, false, "refuses: too many questions" },
};

/* These are not one address, and nobody expects them: the rest of
 * 127.255.255.0/24, and what lies outside 127.0.0.0/8. */
static const struct fault reserved = { .meaning = "refuses to answer" };
static const struct fault strange = { .foreign = true,
	.meaning = "no list's answer, the domain may be sold" };

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

	memcpy(ip.octet, faults[number].octet, sizeof(faults[number].octet));
	return ip;
}

/* What is wrong with one address in an answer; NULL: it is a listing. */
static const struct fault *
fault_of(const struct ip *ip, unsigned expected)
{
	const unsigned char *o = ip->octet;
	unsigned i;

	if (o[0] != 127)
		return &strange;
	for (i = 0; i < DNSLIST_FAULTS; i++)
		if (memcmp(o, faults[i].octet, sizeof(faults[i].octet)) == 0)
			return (expected >> i & 1) != 0 ? NULL : &faults[i];
	return o[1] == 255 && o[2] == 255 ? &reserved : NULL;
}

/* The first address that is no listing, or NULL. */
static const struct ip *
error_of(const struct dns_answer *a, unsigned expected)
{
	size_t i;

	for (i = 0; i < a->count; i++)
		if (fault_of(&a->ip[i], expected) != NULL)
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
	return dnslist_state(a, expected) == DNSLIST_ERROR &&
	    !fault_of(error_of(a, expected), expected)->foreign;
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
	    fault_of(ip, expected)->meaning);
}
