/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/store_sweep.h"

#include <string.h>

#include "base/err.h"
#include "store/core.h"

#define PASS_S 60

/* Begin a pass if it is time for one; true if one is under way. */
static bool
passing(struct store *s)
{
	if (!s->passing && (s->full ||
	    !clock_within(s->now_s, s->passed_s, PASS_S))) {
		s->passing = true;
		s->pass_len = 0;
	}
	return s->passing;
}

/* Delete what is past its time; true if it was. */
static bool
expire(struct store *s, struct store_bytes key, struct store_bytes value)
{
	struct store_record r;
	struct err e;

	return core_change(s, key) == NULL &&
	    core_read(s, key, value, &r) == STORE_FOUND &&
	    r.expires_s <= s->clock.now_s && core_put(s, key, NULL, &e) == 0;
}

unsigned
store_sweep(struct store *s, int64_t now_s, unsigned budget)
{
	struct store_bytes key, value;
	enum store_answer a;
	unsigned gone = 0;
	struct err e;

	s->now_s = now_s;
	(void)clock_follow(&s->clock, now_s);
	if (!passing(s))
		return 0;
	key = (struct store_bytes){ s->pass, s->pass_len };
	if (key.len == 0)
		key = core_first;
	for (; budget > 0 && s->newer.len < STORE_WAITING_MAX / 2; budget--) {
		a = s->engine->next(s->kept, &key, &value, &e);
		if (a != STORE_FOUND) {
			s->passing = false;
			s->passed_s = now_s;
			return gone;
		}
		gone += expire(s, key, value);
	}
	s->pass_len = key.len <= sizeof(s->pass) ? key.len : sizeof(s->pass);
	memmove(s->pass, key.data, s->pass_len);
	return gone;
}
