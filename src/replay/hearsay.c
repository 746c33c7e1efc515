/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/hearsay.h"

#include <string.h>

#include "dns/reverse.h"
#include "policy/zone_mask.h"
#include "replay/noted.h"

/* The numbers of all questions that there can be. */
enum { OPEN, ABSENT, LISTED, NAME, ADDRESS };

/* What stands behind a prefix and a dot; NULL if that does not. */
static const char *
behind(const char *name, const char *prefix)
{
	size_t n = strlen(prefix);

	return n > 0 && strncmp(name, prefix, n) == 0 && name[n] == '.' ?
	    name + n + 1 : NULL;
}

/* What a list said, by the name that it is asked under. */
static int
ask_list(const struct hearsay *h, const char *name)
{
	char reversed[DNS_NAME_SIZE], masked[DNS_NAME_SIZE];
	const char *zone;

	reverse_under(reversed, &h->ev->ip, "x");
	reversed[strlen(reversed) - 2] = '\0'; /* without ".x" */
	zone = behind(name, reversed);
	if (zone == NULL && h->state == NAMED_PROVEN)
		zone = behind(name, h->ev->name);
	if (zone == NULL)
		return OPEN;
	zone_mask(masked, zone);
	switch (noted_of(h->lists, masked)) {
	case DNS_FOUND:
		return LISTED;
	case DNS_ABSENT:
		return ABSENT;
	default:
		return OPEN;
	}
}

static int
ask_name(const struct hearsay *h, const char *name)
{
	char reversed[DNS_NAME_SIZE];

	reverse_name(reversed, &h->ev->ip);
	if (strcmp(name, reversed) != 0)
		return OPEN;
	if (h->state == NAMED_NONE)
		return ABSENT;
	return h->state == NAMED_PROVEN ? NAME : OPEN;
}

static int
ask(void *of, const char *name, enum dns_type type)
{
	const struct hearsay *h = of;
	enum dns_type wanted = h->ev->ip.bits == 32 ? DNS_A : DNS_AAAA;

	if (type == DNS_PTR)
		return ask_name(h, name);
	if (type == wanted && h->state == NAMED_PROVEN &&
	    strcmp(name, h->ev->name) == 0)
		return ADDRESS;
	return type == DNS_A ? ask_list(h, name) : OPEN;
}

static const struct dns_answer *
answer(void *of, int question)
{
	static const struct dns_answer open = { .state = DNS_WAITING,
		.why = "" };
	static const struct dns_answer absent = { .state = DNS_ABSENT,
		.why = "" };
	static const struct dns_answer listed = { .state = DNS_FOUND,
		.type = DNS_A, .why = "", .more = true, .count = 1,
		.ip = { { .octet = { 127, 0, 0, 2 }, .bits = 32 } } };
	const struct hearsay *h = of;

	switch (question) {
	case ABSENT:
		return &absent;
	case LISTED:
		return &listed;
	case NAME:
		return &h->name;
	case ADDRESS:
		return &h->address;
	default:
		return &open;
	}
}

void
hearsay_begin(struct hearsay *h, struct dns_source *source,
    const struct evidence *ev, enum naming_state state, const char *lists)
{
	h->ev = ev;
	h->lists = lists;
	h->state = state;
	*source = (struct dns_source){ ask, answer, h };
	if (state != NAMED_PROVEN)
		return;
	h->name.state = h->address.state = DNS_FOUND;
	h->name.why = h->address.why = "";
	h->name.type = DNS_PTR;
	h->address.type = ev->ip.bits == 32 ? DNS_A : DNS_AAAA;
	h->name.more = h->address.more = false;
	h->name.count = h->address.count = 1;
	memcpy(h->name.name[0], ev->name, ev->name_len + 1);
	h->address.ip[0] = ev->ip;
}
