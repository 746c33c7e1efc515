/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_STORE_STORE_H
#define DHF_STORE_STORE_H

#include <stddef.h>
#include <stdint.h>

#include "store/terms.h"

struct err;

/*
 * store - records under keys, each with the time at which it goes
 *
 * One process owns the folder, one thread the store.  A change is made in
 * memory, where store_get finds it at once, and reaches the disk with the next
 * commit (store_commit.h), which another thread may do meanwhile.  What was
 * committed is there after a crash or a loss of power.  A full store takes no
 * records under new keys; all else goes on.
 */
struct store;

/* Open the store in o->dir, or make it.  The folder is locked; all that is
 * there is read once, in a child.  What is damaged, or of a newer version or
 * another program, is renamed to store.damaged-TIME or store.foreign-TIME and
 * told, and a new store begun; an older version is migrated.  Returns 0, or -1
 * with *e: ERR_PERM if another process has the folder ("in use") or it can't
 * be used, ERR_TEMP if the disk is full or something else may pass. */
int store_open(struct store **out, const struct store_options *o,
    int64_t now_s, struct err *e);

/* A store whose records somebody else keeps; nothing ever waits in it, and it
 * can't be walked.  NULL with *e ERR_TEMP. */
struct store *store_over(const struct store_ways *ways, struct err *e);

/* The record of key.  One past its time may still be there: compare.  It is
 * borrowed until the next call with this store.  STORE_FAILED with *e if it
 * can't be read. */
enum store_answer store_get(struct store *s, struct store_bytes key,
    struct store_record *out, struct err *e);

/* Set the record of key to a copy of *r.  Returns 0; or -1 with *e and nothing
 * changed: ERR_TEMP if the store is full and key new, or too much waits for a
 * commit, ERR_PERM if key or data are of no such size. */
int store_put(struct store *s, struct store_bytes key,
    const struct store_record *r, struct err *e);

/* Take the record of key away, if there is one.  Returns as store_put. */
int store_delete(struct store *s, struct store_bytes key, struct err *e);

/* How many changes are not on the disk yet.  STORE_WAITING_MAX are taken beside
 * those that are being written. */
size_t store_waiting(const struct store *s);

/* Commit what waits, close, unlock, and free s, which may be NULL.  No batch
 * may be under way.  Returns 0, or -1 with *e if not all was written. */
int store_close(struct store *s, int64_t now_s, struct err *e);

#endif
