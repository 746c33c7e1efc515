/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "zone/entries.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/grow.h"

#define POINT_TEXT "Test entry of this list, RFC 5782"

const struct zone_entry entries_point[ENTRIES_POINTS] = {
	{ { { 127, 0, 0, 2 }, 32 }, 32, 2, POINT_TEXT, 0, 0 },
	{ { { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 127, 0, 0, 2 }, 128 },
	    128, 2, POINT_TEXT, 0, 0 },
};

int
entries_add(struct entries *s, const struct zone_entry *add, struct err *e)
{
	struct zone_entry *grown = grow_array(s->entry, s->len, &s->cap,
	    sizeof(*grown));
	char *text;

	if (grown == NULL)
		return err_memory(e);
	s->entry = grown;
	if ((text = arena_copy(&s->arena, add->text, strlen(add->text))) ==
	    NULL)
		return err_memory(e);
	s->entry[s->len] = *add;
	s->entry[s->len++].text = text;
	return 0;
}

int
entries_add_expired(struct entries *s, const struct ip *ip, struct err *e)
{
	struct ip *grown = grow_array(s->expired, s->expired_len,
	    &s->expired_cap, sizeof(*grown));

	if (grown == NULL)
		return err_memory(e);
	s->expired = grown;
	s->expired[s->expired_len++] = *ip;
	return 0;
}

static int
compare_number(int64_t a, int64_t b)
{
	return a < b ? -1 : a > b;
}

/* By address; of one address the latest harm first, and of equally late ones
 * always the same. */
static int
compare_entry(const void *left, const void *right)
{
	const struct zone_entry *a = left, *b = right;
	int order;

	if ((order = ip_compare(&a->ip, &b->ip)) != 0 ||
	    (order = compare_number(b->last_s, a->last_s)) != 0 ||
	    (order = compare_number(b->until_s, a->until_s)) != 0 ||
	    (order = compare_number(a->value, b->value)) != 0)
		return order;
	return strcmp(a->text, b->text);
}

static int
compare_ip(const void *left, const void *right)
{
	return ip_compare(left, right);
}

static void
sort_expired(struct entries *s)
{
	size_t i, len = 0;

	if (s->expired_len == 0)
		return;
	qsort(s->expired, s->expired_len, sizeof(*s->expired), compare_ip);
	for (i = 0; i < s->expired_len; i++)
		if (entries_find(s, &s->expired[i]) == NULL && (len == 0 ||
		    ip_compare(&s->expired[len - 1], &s->expired[i]) != 0))
			s->expired[len++] = s->expired[i];
	s->expired_len = len;
}

void
entries_sort(struct entries *s)
{
	size_t i, len = 0;

	if (s->len > 0)
		qsort(s->entry, s->len, sizeof(*s->entry), compare_entry);
	for (i = 0; i < s->len; i++)
		if (len == 0 ||
		    ip_compare(&s->entry[len - 1].ip, &s->entry[i].ip) != 0)
			s->entry[len++] = s->entry[i];
		else if (s->entry[len - 1].until_s < s->entry[i].until_s)
			s->entry[len - 1].until_s = s->entry[i].until_s;
	s->len = len;
	sort_expired(s);
}

static int
compare_key(const void *key, const void *entry)
{
	return ip_compare(key, &((const struct zone_entry *)entry)->ip);
}

const struct zone_entry *
entries_find(const struct entries *s, const struct ip *ip)
{
	if (s->len == 0)
		return NULL;
	return bsearch(ip, s->entry, s->len, sizeof(*s->entry), compare_key);
}

bool
entries_has_expired(const struct entries *s, const struct ip *ip)
{
	return s->expired_len > 0 && bsearch(ip, s->expired, s->expired_len,
	    sizeof(*s->expired), compare_ip) != NULL;
}

void
entries_free(struct entries *s)
{
	free(s->entry);
	free(s->expired);
	arena_free(&s->arena);
	*s = (struct entries){ 0 };
}
