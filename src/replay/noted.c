/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/noted.h"

#include <string.h>

/* The next item between commas.  False: that was all. */
static bool
next_item(struct text *item, struct text *t)
{
	if (t->len == 0)
		return false;
	if (!text_until(item, t, ',')) {
		*item = *t;
		t->len = 0;
	}
	return true;
}

size_t
noted_lists(char out[NOTED_SIZE], struct text note)
{
	struct text item, end;
	size_t len = 0;

	while (next_item(&item, &note)) {
		if (!text_take(&item, "dns:") ||
		    item.len + 1 >= NOTED_SIZE - len)
			continue;
		end = item;
		if (!text_drop(&end, ":listed") && !text_drop(&end, ":no"))
			continue;
		if (len > 0)
			out[len++] = ',';
		memcpy(out + len, item.at, item.len);
		len += item.len;
	}
	return len;
}

enum dns_state
noted_of(const char *lists, const char *zone)
{
	struct text t = { lists, strlen(lists) }, item;

	while (next_item(&item, &t)) {
		if (!text_take(&item, zone))
			continue;
		if (text_is(item, ":listed"))
			return DNS_FOUND;
		if (text_is(item, ":no"))
			return DNS_ABSENT;
	}
	return DNS_WAITING;
}
