/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/admit.h"

#include <string.h>

#include "base/err.h"
#include "base/network.h"

/* The longest network as text, NUL included. */
#define NET_TEXT_SIZE (IP_TEXT_SIZE + 4)

static int
add(struct admit *a, const char *text, size_t len, struct err *e)
{
	char copy[NET_TEXT_SIZE];
	struct ip first;
	unsigned bits;

	if (a->len == ADMIT_MAX)
		return err_perm(e, 0, "more than %d networks: write larger "
		    "ones", ADMIT_MAX);
	if (len >= sizeof(copy))
		return err_perm(e, 0, "\"%.64s\" is not a network", text);
	memcpy(copy, text, len);
	copy[len] = '\0';
	switch (network_parse(&first, &bits, copy, e)) {
	case 0:
		break;
	case 1:
		return err_perm(e, 0, "\"%s\" has bits set behind its prefix: "
		    "clear them, or write a longer one", copy);
	default:
		return -1;
	}
	a->net[a->len].first = first;
	a->net[a->len++].last = ip_last(&first, bits);
	return 0;
}

int
admit_add(struct admit *out, const char *text, struct err *e)
{
	struct admit a = *out;
	size_t len;

	for (;; text += len + 1) {
		text += strspn(text, " ");
		len = strcspn(text, ", ");
		if (add(&a, text, len, e) == -1)
			return -1;
		text += len + strspn(text + len, " ");
		len = 0;
		if (*text == '\0')
			break;
		if (*text != ',')
			return err_perm(e, 0, "\"%.64s\" stands behind a "
			    "network: write commas between them", text);
	}
	*out = a;
	return 0;
}

int
admit_parse(struct admit *out, const char *text, struct err *e)
{
	struct admit a = { .len = 0 };

	if (*text == '\0')
		text = "127.0.0.0/8,::1";
	if (admit_add(&a, text, e) == -1)
		return -1;
	*out = a;
	return 0;
}

bool
admit_has(const struct admit *a, const struct ip *ip)
{
	size_t i;

	for (i = 0; i < a->len; i++)
		if (ip->bits == a->net[i].first.bits &&
		    ip_compare(&a->net[i].first, ip) <= 0 &&
		    ip_compare(ip, &a->net[i].last) <= 0)
			return true;
	return false;
}
