/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_STORE_STORE_COMMIT_H
#define DHF_STORE_STORE_COMMIT_H

#include <stdint.h>

struct err;
struct store;

/*
 * store_commit - changes reach the disk, some thousands at a time
 *
 *	if ((batch = store_commit_begin(s, now_s)) != NULL) {
 *		store_commit_run(batch);          in any other thread
 *		store_commit_end(s, now_s, &e);   then in the owner's
 *	}
 *
 * Between begin and end the store is used as always.  Nothing else writes.
 */
struct store_batch;

/* Take what waits, or a part of it.  NULL if nothing does, if the batch before
 * has not ended, or less than five seconds after one that failed. */
struct store_batch *store_commit_begin(struct store *s, int64_t now_s);

/* Write the batch; takes as long as the disk does.  Blocks no signal. */
void store_commit_run(struct store_batch *batch);

/* Note how it went.  -1 with *e ERR_TEMP if nothing could be written: it all
 * waits again.  That, and a full store, are told once an hour. */
int store_commit_end(struct store *s, int64_t now_s, struct err *e);

/* All three, until nothing waits: for who has no loop.  Returns 0, or -1 with
 * *e. */
int store_commit(struct store *s, int64_t now_s, struct err *e);

#endif
