/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "state/state.h"

#include "store/store.h"

int
state_open(struct store **out, const struct state_options *o, int64_t now_s,
    struct err *e)
{
	const struct store_options store = { .dir = o->dir, .size = o->size,
		.version = STATE_VERSION, .tell = o->tell, .arg = o->arg };

	return store_open(out, &store, now_s, e);
}
