/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/own.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alternatives.h"
#include "base/err.h"
#include "base/grow.h"
#include "base/network.h"
#include "name/host.h"

static int
add_domain(struct own *o, const char *text, struct err *e)
{
	char name[HOST_MAX + 1];
	const char **grown;
	size_t len;

	if (host_normalise(name, &len, text) != HOST_NAME)
		return err_perm(e, 0, "\"%.64s\" is neither a domain nor a "
		    "network: write --own example.org,192.0.2.0/24", text);
	grown = grow_array(o->domain, o->len, &o->cap, sizeof(*grown));
	if (grown == NULL)
		return err_memory(e);
	o->domain = grown;
	if ((o->domain[o->len] = arena_copy(&o->arena, name, len)) == NULL)
		return err_memory(e);
	o->len++;
	return 0;
}

static int
add(struct own *o, const char *text, struct err *e)
{
	struct ip first, last;
	unsigned bits;
	struct err none;

	if (network_parse(&first, &bits, text, &none) == -1)
		return add_domain(o, text, e);
	last = ip_last(&first, bits);
	return never_add(&o->nets, &first, &last, e);
}

int
own_begin(struct own *o, const char *list, struct err *e)
{
	struct alternatives a;
	char *copy;

	if (never_add_special(&o->nets, e) == -1)
		return -1;
	if (list != NULL) {
		a = alternatives_of(list);
		while (alternatives_next(&a)) {
			copy = arena_copy(&o->arena, a.text, a.len);
			if (copy == NULL)
				return err_memory(e);
			if (add(o, copy, e) == -1)
				return -1;
		}
	}
	never_settle(&o->nets);
	return 0;
}

bool
own_has_ip(const struct own *o, const struct ip *ip)
{
	return never_has(&o->nets, ip, ip);
}

bool
own_has_name(const struct own *o, struct text name)
{
	size_t i, n;

	if (name.len > 0 && name.at[name.len - 1] == '.')
		name.len--;
	for (i = 0; i < o->len; i++) {
		n = strlen(o->domain[i]);
		if (name.len < n || strncasecmp(name.at + name.len - n,
		    o->domain[i], n) != 0)
			continue;
		if (name.len == n || name.at[name.len - n - 1] == '.')
			return true;
	}
	return false;
}

void
own_free(struct own *o)
{
	never_free(&o->nets);
	arena_free(&o->arena);
	free(o->domain);
	*o = (struct own){ .len = 0 };
}
