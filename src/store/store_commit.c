/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/store_commit.h"

#include <stdio.h>

#include "base/err.h"
#include "store/core.h"

#define RETRY_S 5 /* after a failure, and to look for room */
#define CLOCK_SAVE_S 3600

/* Fill the batch with older changes that wait; how many there are. */
static size_t
fill(struct store *s)
{
	struct store_batch *b = &s->batch;
	struct store_write *w = s->older.write;
	size_t i;

	b->n = 0;
	for (i = 0; i < s->older.len && b->n < STORE_BATCH_MAX; i++)
		if (w[i].fate == STORE_WAITS)
			b->write[b->n++] = &w[i];
	return b->n;
}

/* Newer changes become older ones, once there are none of these. */
static void
turn(struct store *s)
{
	int64_t moved = s->clock.now_s - s->clock_saved_s;
	struct err e;

	overlay_free(&s->older);
	s->older_left = 0;
	if (s->newer.len == 0)
		return;
	if (moved >= CLOCK_SAVE_S || moved <= -CLOCK_SAVE_S)
		(void)core_save(s, &e);
	s->older = s->newer;
	s->older_left = s->older.len;
	s->newer = (struct overlay){ 0 };
}

static int
fail(struct store *s, const struct err *e)
{
	char line[512];

	s->failed_s = s->now_s;
	(void)snprintf(line, sizeof(line), "%s: what is new waits in memory",
	    e->msg);
	core_tell(s, &s->told_failed_s, line);
	return -1;
}

struct store_batch *
store_commit_begin(struct store *s, int64_t now_s)
{
	struct err e;

	s->now_s = now_s;
	if (s->writing || clock_within(now_s, s->failed_s, RETRY_S))
		return NULL;
	if (fill(s) == 0) {
		turn(s);
		if (fill(s) == 0 &&
		    (!s->full || clock_within(now_s, s->looked_s, RETRY_S)))
			return NULL;
	}
	if (s->engine->hold(s->kept, &e) == -1) {
		(void)fail(s, &e);
		return NULL;
	}
	s->batch.engine = s->engine;
	s->batch.kept = s->kept;
	s->writing = true;
	return &s->batch;
}

void
store_commit_run(struct store_batch *b)
{
	b->failed = b->engine->write(b->kept, b->write, b->n, &b->full,
	    &b->err) == -1;
}

/* Count what became of the batch, and tell when the store is full, or no
 * longer. */
static void
take_stock(struct store *s)
{
	bool was_full = s->full;
	char line[512];
	size_t i;

	for (i = 0; i < s->batch.n; i++) {
		s->older_left -= s->batch.write[i]->fate != STORE_WAITS;
		s->refused += s->batch.write[i]->fate == STORE_REFUSED;
	}
	if (s->batch.failed && !s->batch.full)
		return; /* which says nothing about room */
	s->full = s->batch.full;
	if (s->full) {
		(void)snprintf(line, sizeof(line), "the store in %s is full: "
		    "new records are refused until others expire",
		    s->o.dir);
		core_tell(s, &s->told_full_s, line);
	} else if (was_full) {
		(void)snprintf(line, sizeof(line), "the store in %s has room "
		    "again", s->o.dir);
		core_tell(s, &s->told_room_s, line);
	}
}

int
store_commit_end(struct store *s, int64_t now_s, struct err *e)
{
	struct store_batch *b = &s->batch;

	s->now_s = now_s;
	s->writing = false;
	s->looked_s = now_s;
	take_stock(s);
	if (s->engine->release(s->kept, e) == -1)
		return fail(s, e);
	if (!b->failed)
		return 0;
	*e = b->err;
	return fail(s, e);
}

int
store_commit(struct store *s, int64_t now_s, struct err *e)
{
	size_t refused = s->refused;
	struct store_batch *b;

	s->failed_s = 0;
	while ((b = store_commit_begin(s, now_s)) != NULL) {
		store_commit_run(b);
		if (store_commit_end(s, now_s, e) == -1)
			return -1;
	}
	if (s->newer.len > 0 || s->older_left > 0)
		return err_temp(e, 0, "%s can't be read", s->o.dir);
	if (s->refused > refused)
		return err_temp(e, 0, "the store in %s is full", s->o.dir);
	return 0;
}
