/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dns/dnslist.h"

#include <stdio.h>
#include <string.h>

#include "dns/reverse.h"

/* What one address in an answer means. */
enum code {
	CODE_LISTED,
	CODE_STRANGE, /* outside 127.0.0.0/8 */
	CODE_TYPO,    /* 127.255.255.252 */
	CODE_PUBLIC,  /* 127.255.255.254 */
	CODE_LIMIT,   /* 127.255.255.255 */
	CODE_REFUSED, /* the rest of 127.255.255.0/24 */
	CODE_BLOCKED  /* 127.0.0.255 */
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

static enum code
code_of(const struct ip *ip)
{
	const unsigned char *o = ip->octet;

	if (o[0] != 127)
		return CODE_STRANGE;
	if (o[1] == 0 && o[2] == 0 && o[3] == 255)
		return CODE_BLOCKED;
	if (o[1] != 255 || o[2] != 255)
		return CODE_LISTED;
	if (o[3] == 252)
		return CODE_TYPO;
	if (o[3] == 254)
		return CODE_PUBLIC;
	return o[3] == 255 ? CODE_LIMIT : CODE_REFUSED;
}

/* The first address that is no listing, or NULL. */
static const struct ip *
error_of(const struct dns_answer *a)
{
	size_t i;

	for (i = 0; i < a->count; i++)
		if (code_of(&a->ip[i]) != CODE_LISTED)
			return &a->ip[i];
	return NULL;
}

enum dnslist_state
dnslist_state(const struct dns_answer *a)
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
	return error_of(a) == NULL ? DNSLIST_LISTED : DNSLIST_ERROR;
}

bool
dnslist_refuses(const struct dns_answer *a)
{
	return dnslist_state(a) == DNSLIST_ERROR &&
	    code_of(error_of(a)) != CODE_STRANGE;
}

void
dnslist_reason(char out[DNSLIST_REASON_SIZE], const struct dns_answer *a)
{
	static const char *const meaning[] = {
		[CODE_LISTED] = "",
		[CODE_STRANGE] = "no list's answer, the domain may be sold",
		[CODE_TYPO] = "says that the zone is misspelt",
		[CODE_PUBLIC] = "refuses this resolver",
		[CODE_LIMIT] = "refuses: too many questions",
		[CODE_REFUSED] = "refuses to answer",
		[CODE_BLOCKED] = "refuses: blocked or over its limit",
	};
	char text[IP_TEXT_SIZE];
	const struct ip *ip;

	out[0] = '\0';
	if (a->state == DNS_UNKNOWN)
		(void)snprintf(out, DNSLIST_REASON_SIZE, "%s", a->why);
	if (dnslist_state(a) != DNSLIST_ERROR)
		return;
	ip = error_of(a);
	ip_format(ip, text);
	(void)snprintf(out, DNSLIST_REASON_SIZE, "%s: %s", text,
	    meaning[code_of(ip)]);
}
