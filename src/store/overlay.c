/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/overlay.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"

struct store_write *
overlay_get(const struct overlay *o, struct store_bytes key)
{
	uint32_t *at = table_get(&o->table, key.data, key.len);

	return at != NULL ? &o->write[*at] : NULL;
}

/* A copy of bytes in the overlay; NULL: no room. */
static void *
keep(struct overlay *o, struct store_bytes bytes)
{
	void *copy;

	if (bytes.len > OVERLAY_BYTES - o->used)
		return NULL;
	copy = arena_copy(&o->arena, bytes.data, bytes.len);
	if (copy != NULL)
		o->used += bytes.len;
	return copy;
}

/* Add a change of a key that has none. */
static int
add(struct overlay *o, struct store_bytes key, struct store_bytes value)
{
	struct store_write w = { .gone = value.data == NULL };
	struct store_write *grown;
	uint32_t *at;

	if (o->len >= STORE_WAITING_MAX)
		return -1;
	grown = grow_array(o->write, o->len, &o->cap, sizeof(*o->write));
	if (grown == NULL)
		return -1;
	o->write = grown;
	w.key.len = key.len;
	w.len = value.len;
	if (!w.gone && (w.value = keep(o, value)) == NULL)
		return -1;
	if ((w.key.data = keep(o, key)) == NULL ||
	    (at = table_put(&o->table, w.key.data, key.len)) == NULL)
		return -1;
	*at = (uint32_t)o->len;
	o->write[o->len++] = w;
	return 0;
}

/* Most values keep their size: one that changes a thousand times before a
 * commit needs no new room. */
static int
change(struct overlay *o, struct store_write *w, struct store_bytes value)
{
	void *copy;

	if (value.data == NULL) {
		w->gone = true;
		return 0;
	}
	if (w->value != NULL && w->len == value.len) {
		memcpy(w->value, value.data, value.len);
	} else if ((copy = keep(o, value)) == NULL) {
		return -1;
	} else {
		w->value = copy;
		w->len = value.len;
	}
	w->gone = false;
	return 0;
}

int
overlay_put(struct overlay *o, struct store_bytes key,
    struct store_bytes value)
{
	struct store_write *w = overlay_get(o, key);

	return w != NULL ? change(o, w, value) : add(o, key, value);
}

void
overlay_free(struct overlay *o)
{
	table_free(&o->table);
	free(o->write);
	arena_free(&o->arena);
	*o = (struct overlay){ 0 };
}
