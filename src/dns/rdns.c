/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dns/rdns.h"

#include <string.h>

#include "dns/forward.h"
#include "dns/reverse.h"

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

static void
names_ask(struct rdns *r, const struct dns_answer *ptr)
{
	for (; r->count < ptr->count; r->count++)
		r->forward[r->count] = forward_ask(&r->source,
		    ptr->name[r->count], &r->client);
}

static enum forward_state
name_leads(const struct rdns *r, size_t i)
{
	return forward_state(&r->source, r->forward[i], &r->client);
}

/* more: there are more names, and nobody has looked at these. */
static enum rdns_state
names_state(const struct rdns *r, bool more)
{
	bool seen[FORWARD_UNKNOWN + 1] = { false };
	size_t i;

	for (i = 0; i < r->count; i++)
		seen[name_leads(r, i)] = true;
	if (seen[FORWARD_BACK])
		return RDNS_CONFIRMED;
	if (seen[FORWARD_WAITING])
		return RDNS_WAITING;
	return seen[FORWARD_UNKNOWN] || more ? RDNS_UNKNOWN : RDNS_UNCONFIRMED;
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
		case FORWARD_WAITING:
			return RDNS_WAITING;
		case FORWARD_BACK:
			*name = ptr->name[i];
			return doubt ? RDNS_UNKNOWN : RDNS_CONFIRMED;
		case FORWARD_UNKNOWN:
			doubt = true;
			break;
		case FORWARD_AWAY:
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
