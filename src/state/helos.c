/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "state/helos.h"

static const struct helos_address *
find(const struct helos *h, const struct ip *ip)
{
	size_t i;

	for (i = 0; i < h->len; i++)
		if (ip_compare(&h->address[i].ip, ip) == 0)
			return &h->address[i];
	return NULL;
}

/* Its place, or one for it. */
static struct helos_address *
place_of(struct helos *h, const struct ip *ip)
{
	size_t i, oldest = 0;

	for (i = 0; i < h->len; i++) {
		if (ip_compare(&h->address[i].ip, ip) == 0)
			return &h->address[i];
		if (h->address[i].last_s < h->address[oldest].last_s)
			oldest = i;
	}
	if (h->len < HELOS_ADDRESSES)
		oldest = h->len++;
	h->address[oldest] = (struct helos_address){ .ip = *ip };
	return &h->address[oldest];
}

/* Remember a name: where there is no place more, instead of the oldest. */
static void
name_take(struct helos_address *a, uint64_t number, int64_t now_s)
{
	size_t i, oldest = 0;

	for (i = 0; i < a->names && a->name[i].number != number; i++)
		if (a->name[i].at_s < a->name[oldest].at_s)
			oldest = i;
	if (i == a->names) {
		i = oldest;
		if (a->names < HELOS_MANY)
			i = a->names++;
	}
	a->name[i].number = number;
	a->name[i].at_s = now_s;
}

static size_t
names_of_now(const struct helos_address *a, int64_t now_s)
{
	size_t i, n = 0;

	for (i = 0; i < a->names; i++)
		n += now_s - a->name[i].at_s < HELOS_WITHIN_S;
	return n;
}

bool
helos_hear(struct helos *h, const struct ip *ip, uint64_t number,
    int64_t now_s)
{
	struct helos_address *a;
	bool was;

	if (number == 0)
		return false;
	a = place_of(h, ip);
	was = now_s < a->many_s;
	a->last_s = now_s;
	name_take(a, number, now_s);
	if (names_of_now(a, now_s) < HELOS_MANY)
		return false;
	a->many_s = now_s + HELOS_STAY_S;
	return !was;
}

bool
helos_are_many(const struct helos *h, const struct ip *ip, int64_t now_s)
{
	const struct helos_address *a = find(h, ip);

	return a != NULL && now_s < a->many_s;
}
