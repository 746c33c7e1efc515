/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dns/rdns.h"

#include <string.h>

#include "dns/reverse.h"

/* Does a name lead back to the client? */
enum leads { LEADS_WAITING, LEADS_BACK, LEADS_AWAY, LEADS_UNKNOWN };

static const struct dns_answer *
answer_of(const struct rdns *r, int question)
{
	return r->source.answer(r->source.of, question);
}

void
rdns_begin(struct rdns *r, const struct dns_source *source,
    const struct ip *client)
{
	char name[DNS_NAME_SIZE];

	r->source = *source;
	r->client = *client;
	r->count = 0;
	reverse_name(name, client);
	r->ptr = source->ask(source->of, name, DNS_PTR);
}

/* Nobody has an address under the root, or under a name with other bytes
 * than a host name's, each of which has a backslash here. */
static bool
is_host(const char *name)
{
	return strcmp(name, ".") != 0 && strchr(name, '\\') == NULL;
}

static void
names_ask(struct rdns *r, const struct dns_answer *ptr)
{
	enum dns_type type = r->client.bits == 32 ? DNS_A : DNS_AAAA;

	for (; r->count < ptr->count; r->count++)
		r->forward[r->count] = !is_host(ptr->name[r->count]) ? -1 :
		    r->source.ask(r->source.of, ptr->name[r->count], type);
}

static enum leads
name_leads(const struct rdns *r, size_t i)
{
	const struct dns_answer *a;
	size_t k;

	if (r->forward[i] == -1)
		return LEADS_AWAY;
	a = answer_of(r, r->forward[i]);
	switch (a->state) {
	case DNS_WAITING:
		return LEADS_WAITING;
	case DNS_ABSENT:
		return LEADS_AWAY;
	case DNS_UNKNOWN:
		return LEADS_UNKNOWN;
	case DNS_FOUND:
		break;
	}
	for (k = 0; k < a->count; k++)
		if (ip_compare(&a->ip[k], &r->client) == 0)
			return LEADS_BACK;
	return a->more ? LEADS_UNKNOWN : LEADS_AWAY;
}

/* more: there are more names, and nobody has looked at these. */
static enum rdns_state
names_state(const struct rdns *r, bool more)
{
	bool seen[LEADS_UNKNOWN + 1] = { false };
	size_t i;

	for (i = 0; i < r->count; i++)
		seen[name_leads(r, i)] = true;
	if (seen[LEADS_BACK])
		return RDNS_CONFIRMED;
	if (seen[LEADS_WAITING])
		return RDNS_WAITING;
	return seen[LEADS_UNKNOWN] || more ? RDNS_UNKNOWN : RDNS_UNCONFIRMED;
}

enum rdns_state
rdns_advance(struct rdns *r)
{
	const struct dns_answer *ptr = answer_of(r, r->ptr);

	switch (ptr->state) {
	case DNS_WAITING:
		return RDNS_WAITING;
	case DNS_ABSENT:
		return RDNS_NONE;
	case DNS_UNKNOWN:
		return RDNS_UNKNOWN;
	case DNS_FOUND:
		break;
	}
	names_ask(r, ptr);
	return names_state(r, ptr->more);
}

enum rdns_state
rdns_confirmed(const struct rdns *r, const char **name)
{
	const struct dns_answer *ptr = answer_of(r, r->ptr);
	bool doubt = ptr->state == DNS_UNKNOWN;
	size_t i;

	*name = NULL;
	if (ptr->state == DNS_WAITING)
		return RDNS_WAITING;
	if (ptr->state == DNS_ABSENT)
		return RDNS_NONE;
	for (i = 0; i < r->count; i++)
		switch (name_leads(r, i)) {
		case LEADS_WAITING:
			return RDNS_WAITING;
		case LEADS_BACK:
			*name = ptr->name[i];
			return doubt ? RDNS_UNKNOWN : RDNS_CONFIRMED;
		case LEADS_UNKNOWN:
			doubt = true;
			break;
		case LEADS_AWAY:
			break;
		}
	return doubt ? RDNS_UNKNOWN : RDNS_UNCONFIRMED;
}

const char *
rdns_first(const struct rdns *r)
{
	const struct dns_answer *ptr = answer_of(r, r->ptr);
	size_t i;

	for (i = 0; ptr->state == DNS_FOUND && i < ptr->count; i++)
		if (strcmp(ptr->name[i], ".") != 0)
			return ptr->name[i];
	return NULL;
}

const char *
rdns_word(enum rdns_state state)
{
	static const char *const word[] = { [RDNS_WAITING] = "",
		[RDNS_NONE] = "none", [RDNS_UNCONFIRMED] = "unconfirmed",
		[RDNS_CONFIRMED] = "confirmed", [RDNS_UNKNOWN] = "unknown" };

	return word[state];
}
