/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_KEEPER_H
#define DHF_SERVE_KEEPER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

struct deed;
struct err;
struct share;
struct store;
struct store_batch;
struct tell;

/*
 * keeper - the store of a daemon: what is new goes to the disk, what is old
 * goes away
 *
 * What was changed is written within 50 ms and in a thread, so that a slow disk
 * delays no answer; what is past its time is looked for a little at a time.
 */
#define KEEPER_COMMIT_MS 50
#define KEEPER_SWEEP_MS 100
#define KEEPER_SWEEP 2000 /* records at a time: 20,000 a second */

struct keeper {
	struct store *store; /* owned, unless it is share's */
	struct share *share; /* owned; NULL: the store is on this machine */
	struct tell *tell;   /* borrowed */
	uv_timer_t commit, sweep;
	uv_work_t work;
	struct store_batch *batch; /* being written; NULL: none */
	uint64_t took_us;    /* writing the last; the thread's until it ends */
	bool due;            /* a commit is to come */
	bool stopped;
	uint64_t commits, failed, expired; /* how often; never reset */
	uint64_t commits_us; /* how long all of them took */
};

/* Open the store in dir, which is borrowed, for size bytes.  -1 with *e as
 * state_open. */
int keeper_open(struct keeper *k, const char *dir, size_t size, int64_t now_s,
    struct err *e);

/* Use a store that is elsewhere: *share is the keeper's from now on. */
void keeper_use(struct keeper *k, struct share *share);

/* From now on write and look. */
void keeper_start(struct keeper *k, uv_loop_t *loop);

/* Do something with the store.  Returns NULL if done was called, and *d is
 * gone; else *d, which deed_cancel takes until it is. */
struct deed *keeper_do(struct keeper *k, struct deed *d);

/* Something was changed. */
void keeper_changed(struct keeper *k);

/* Whether all that was changed is on the disk. */
bool keeper_is_settled(const struct keeper *k);

/* Stop that; a thread that writes goes on, and the loop waits for it.  So it
 * does for deeds that are under way: each is done, or fails, before the loop
 * ends, and what it uses outlives that.  May be repeated. */
void keeper_stop(struct keeper *k);

/* Write what waits, and close the store: when the loop has ended, or was never
 * there.  -1 with *e if not all was written. */
int keeper_close(struct keeper *k, int64_t now_s, struct err *e);

#endif
