/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_STORE_OVERLAY_H
#define DHF_STORE_OVERLAY_H

#include <stddef.h>

#include "base/arena.h"
#include "base/table.h"
#include "store/engine.h"

/*
 * overlay - changes that wait for the disk, the newest of each key
 *
 * Owns copies of all keys and values.  All bytes zero is the empty overlay.
 */
struct overlay {
	struct table table;        /* key: its place in write */
	struct store_write *write; /* owned */
	size_t len, cap;
	size_t used; /* bytes of keys and values, old ones too */
	struct arena arena;
};

/* STORE_WAITING_MAX changes, and these octets: a value may grow again and
 * again. */
#define OVERLAY_BYTES ((size_t)32 * 1024 * 1024)

/* The change of key, borrowed until the next call, or NULL. */
struct store_write *overlay_get(const struct overlay *o,
    struct store_bytes key);

/* Note a change of key to a value of at most RECORD_MAX bytes, or, without
 * data, that it is gone.  0, or -1 with nothing changed: there is no room. */
int overlay_put(struct overlay *o, struct store_bytes key,
    struct store_bytes value);

/* Release what *o owns and leave the empty overlay.  May be repeated. */
void overlay_free(struct overlay *o);

#endif
