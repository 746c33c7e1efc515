/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_STORE_CORE_H
#define DHF_STORE_CORE_H

#include <stdbool.h>

#include "base/err.h"
#include "store/clock.h"
#include "store/engine.h"
#include "store/overlay.h"
#include "store/terms.h"

/*
 * core - a store from inside, for the other files of the room
 */

/* Changes in one transaction: each copies a page or two. */
#define STORE_BATCH_MAX 4096

struct store_batch {
	const struct store_engine *engine;
	void *kept;
	struct store_write *write[STORE_BATCH_MAX]; /* borrowed from older */
	size_t n;
	bool full, failed; /* how it went */
	struct err err;
};

struct store {
	struct store_ways over; /* all else is 0 then */
	struct store_options o;
	const struct store_engine *engine;
	void *kept; /* the engine's */
	int lock;   /* descriptor */

	/* Changes: newer, and older ones that are being written. */
	struct overlay newer, older;
	size_t older_left; /* of these, that still wait */
	struct store_batch batch;
	bool writing; /* from begin to end: the fates are the worker's */
	bool full;    /* as the last batch found */
	size_t refused; /* records, since the start */
	int64_t failed_s, looked_s; /* when a batch failed, and was written */

	int64_t now_s; /* as last told */
	int64_t told_full_s, told_room_s, told_failed_s, told_damaged_s;

	struct clock clock;     /* of the sweep */
	int64_t clock_saved_s;
	int64_t passed_s;       /* when a pass of the sweep ended */
	bool passing;
	unsigned char pass[STORE_KEY_MAX]; /* key that a pass is at */
	size_t pass_len;
};

/* The first key behind those that the store keeps for itself. */
extern const struct store_bytes core_first;

/* The newest change of key that is not committed, or NULL. */
const struct store_write *core_change(const struct store *s,
    struct store_bytes key);

/* What bytes say of key's record; those that are damaged are told, and absent.
 * Borrows from them. */
enum store_answer core_read(struct store *s, struct store_bytes key,
    struct store_bytes bytes, struct store_record *out);

/* The record of key, as store_get. */
enum store_answer core_get(struct store *s, struct store_bytes key,
    struct store_record *out, struct err *e);

/* Put the record of key, or delete it if r is NULL, as store_put; also of the
 * store's own keys. */
int core_put(struct store *s, struct store_bytes key,
    const struct store_record *r, struct err *e);

/* Read the store's own record, and put it: its clock.  Reading answers
 * STORE_ABSENT in a new store. */
enum store_answer core_load(struct store *s, unsigned *version,
    struct err *e);
int core_save(struct store *s, struct err *e);

/* Tell a line unless one was told under *told_s within the hour. */
void core_tell(struct store *s, int64_t *told_s, const char *line);

#endif
