/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/bans_due.h"

#include <string.h>

#include "state/offence_record.h"
#include "state/offender.h"

/* Keys of offences begin so. */
#define OFFENCE 'o'

static struct ip *
place(struct bans_due *d, size_t i)
{
	return &d->waiting[(d->first + i) % BANS_DUE_WAITING];
}

void
bans_due_add(struct bans_due *d, const struct ip *ip, int64_t now_ms)
{
	struct ip address = offender_address(ip);
	size_t i;

	for (i = 0; i < d->len; i++)
		if (ip_compare(place(d, i), &address) == 0)
			return;
	if (d->len == BANS_DUE_WAITING) {
		d->first = (d->first + 1) % BANS_DUE_WAITING;
		d->len--;
		bans_due_all(d, now_ms + BANS_DUE_SETTLED_MS);
	}
	*place(d, d->len++) = address;
}

void
bans_due_all(struct bans_due *d, int64_t now_ms)
{
	if (!d->again || now_ms < d->again_ms)
		d->again_ms = now_ms;
	d->again = true;
}

void
bans_due_begin(struct bans_due *d)
{
	static const struct store_walk start = { .len = 1, .key = { OFFENCE } };

	d->walk = start;
	d->walking = !d->elsewhere;
	d->wanted = d->elsewhere;
	d->again = false;
	d->found_len = d->found_used = 0;
}

void
bans_due_stop(struct bans_due *d)
{
	d->walking = false;
	d->found_len = d->found_used = 0;
}

/* One record.  Not 0: it is behind the last offence. */
static int
look(void *arg, struct store_bytes key, const struct store_record *r)
{
	struct bans_due *d = arg;
	const char *first = key.data;
	struct offender o;

	if (*first != OFFENCE)
		return 1;
	if (!offence_record_decode(&o, key, r->data) || o.ban_s <= d->now_s ||
	    (d->found_len > 0 &&
	    ip_compare(&d->found[d->found_len - 1], &o.ip) == 0))
		return 0;
	d->found[d->found_len++] = o.ip;
	return 0;
}

/* Go on looking.  -1 with *e. */
static int
step(struct bans_due *d, struct store *s, struct err *e)
{
	int rc;

	d->found_len = d->found_used = 0;
	d->walk.tell = look;
	d->walk.arg = d;
	rc = store_walk(s, &d->walk, BANS_DUE_STEP, e);
	if (rc != 0 || d->walk.done)
		d->walking = false;
	return rc == -1 ? -1 : 0;
}

enum bans_due_answer
bans_due_next(struct ip *out, struct bans_due *d, struct store *s,
    int64_t now_s, int64_t now_ms, struct err *e)
{
	if (d->len > 0) {
		*out = *place(d, 0);
		d->first = (d->first + 1) % BANS_DUE_WAITING;
		d->len--;
		return BANS_DUE_ONE;
	}
	if (d->found_used == d->found_len) {
		if (!d->walking && d->again && now_ms >= d->again_ms)
			bans_due_begin(d);
		if (!d->walking)
			return BANS_DUE_NONE;
		d->now_s = now_s;
		if (step(d, s, e) == -1)
			return BANS_DUE_FAILED;
	}
	if (d->found_used == d->found_len)
		return d->walking ? BANS_DUE_MORE : BANS_DUE_NONE;
	*out = d->found[d->found_used++];
	return BANS_DUE_ONE;
}
