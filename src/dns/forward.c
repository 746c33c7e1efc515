/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dns/forward.h"

#include <string.h>

int
forward_ask(const struct dns_source *source, const char *name,
    const struct ip *client)
{
	if (strcmp(name, ".") == 0 || strchr(name, '\\') != NULL)
		return -1;
	return source->ask(source->of, name,
	    client->bits == 32 ? DNS_A : DNS_AAAA);
}

enum forward_state
forward_state(const struct dns_source *source, int question,
    const struct ip *client)
{
	const struct dns_answer *a;
	size_t k;

	if (question == -1)
		return FORWARD_AWAY;
	a = source->answer(source->of, question);
	switch (a->state) {
	case DNS_WAITING:
		return FORWARD_WAITING;
	case DNS_ABSENT:
		return FORWARD_AWAY;
	case DNS_UNKNOWN:
		return FORWARD_UNKNOWN;
	case DNS_FOUND:
		break;
	}
	for (k = 0; k < a->count; k++)
		if (ip_compare(&a->ip[k], client) == 0)
			return FORWARD_BACK;
	return a->more ? FORWARD_UNKNOWN : FORWARD_AWAY;
}
