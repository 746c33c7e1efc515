/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_STORE_LMDB_ROOM_H
#define DHF_STORE_LMDB_ROOM_H

#include <lmdb.h>
#include <stdbool.h>
#include <stddef.h>

struct lmdb;
struct store_write;

/*
 * lmdb_room - room in the file, so that what is full can be emptied
 *
 * LMDB copies a page before it changes it, and what the last transaction gave
 * back is free only after the next: even to delete takes free pages.  So the
 * file is made as long as a transaction may need beforehand, on the disk, and
 * records under new keys are refused while some pages still are free in it.
 */
struct room {
	size_t page;    /* octets of one */
	size_t have;    /* pages that the file has */
	size_t most;    /* that it may have */
	size_t last;    /* behind the last one that was used */
	size_t listed;  /* before that, and free to be used now */
	size_t reserve; /* that new records leave free */
	size_t branches, depth;
};

/* Look, make room for the n changes w, which are in the order of their keys,
 * and set *n to how many to make at once, at least 1 unless there is none.
 * Returns 0, or a code of the library. */
int lmdb_room_make(struct room *r, struct lmdb *l, struct store_write **w,
    size_t *n);

/* Whether a record under a new key would leave the reserve, in txn. */
bool lmdb_room_left(const struct room *r, struct lmdb *l, MDB_txn *txn);

#endif
