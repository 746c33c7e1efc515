/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/store_walk.h"

#include <string.h>

#include "store/core.h"

int
store_walk(struct store *s, struct store_walk *w, unsigned budget,
    struct err *e)
{
	struct store_bytes key = { w->key, w->len }, value;
	const struct store_write *change;
	struct store_record r;
	enum store_answer a;
	int rc;

	for (; budget > 0 && !w->done; budget--) {
		if (key.len == 0)
			key = core_first;
		a = s->engine->next(s->kept, &key, &value, e);
		if (a == STORE_FAILED)
			return -1;
		if (a == STORE_ABSENT) {
			w->done = true;
			return 0;
		}
		if ((change = core_change(s, key)) != NULL)
			value = (struct store_bytes){ change->value,
				change->len };
		if ((change == NULL || !change->gone) &&
		    core_read(s, key, value, &r) == STORE_FOUND &&
		    (rc = w->tell(w->arg, key, &r)) != 0)
			return rc;
		if (key.len > sizeof(w->key))
			key.len = sizeof(w->key);
		memcpy(w->key, key.data, key.len);
		w->len = key.len;
		key.data = w->key;
	}
	return 0;
}
