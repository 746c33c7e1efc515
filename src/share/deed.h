/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SHARE_DEED_H
#define DHF_SHARE_DEED_H

#include <stdbool.h>

struct deed_work;
struct err;
struct share;

/*
 * deed - something that is done with a store, now or when its server answers
 *
 * A store on this machine has all that is asked for; then run is called once,
 * and done.  One elsewhere has to be asked first, and others may change it
 * meanwhile.  So run is called as if nothing was known, to learn what it wants
 * to know; again when that is there; and once more whenever a record has
 * changed on the server before the new one was written.  What it leaves in the
 * deed at last is what counts.
 *
 * A server may die, or the answer be lost, behind any record: those that are
 * not guessed are written one after the other, in the order in which run has
 * used their keys first.  What says that a thing is done is to be used behind
 * what it says that of: then it may be done twice, and is never lost.
 *
 * A deed is the first member of something that malloc made, which is freed
 * behind done, or by deed_cancel.
 */
struct deed {
	/* Use the store, and what stands in the deed, and nothing else. */
	void (*run)(struct deed *d);
	/* It is done: e NULL, as run left it.  Else the store could not be
	 * used, and *e says why. */
	void (*done)(struct deed *d, const struct err *e);
	/* Nobody wants to know any more.  True: it is to be done all the same,
	 * and nobody is told by done; else what it owns is released here.
	 * NULL: it owns nothing, and need not be done. */
	bool (*left)(struct deed *d);
	bool again; /* set by done: there is more to do, by run */
	/* Set before: what is not known may be taken for nothing until it is
	 * written, which saves a question; whatever run writes on that ground
	 * is put right by the next run. */
	bool guess;
	struct deed_work *work; /* NULL: not under way */
};

/* Do it with a shared store.  Returns NULL if done was called, and *d is gone;
 * else *d, which deed_cancel takes until it is. */
struct deed *share_do(struct share *s, struct deed *d);

/* Nobody wants to know any more: done is not called, unless left says so.  What
 * was written stays.  NULL is fine. */
void deed_cancel(struct deed *d);

#endif
