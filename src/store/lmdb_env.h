/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_STORE_LMDB_ENV_H
#define DHF_STORE_LMDB_ENV_H

#include <lmdb.h>
#include <stdbool.h>
#include <stdint.h>

#include "store/folder.h"
#include "store/terms.h"

struct err;

/*
 * lmdb_env - the library's handle of the file, and what the engine knows of it
 */
struct lmdb {
	char path[FOLDER_PATH_SIZE];
	size_t size; /* of the map */
	MDB_env *env;
	MDB_dbi dbi;

	/* The owner's. */
	MDB_txn *reader;
	MDB_cursor *cursor; /* of reader; NULL until a walk */
	bool live;          /* reader has a snapshot */
	bool placed;        /* cursor stands on a record of it */

	/* The writer's from hold to release, else the owner's. */
	uint64_t recorded; /* bytes of the file, as it says itself */
	bool broken;       /* the library wants to be opened anew */
};

/* Key of the record that says how many bytes the file has at least: one that
 * is shorter was cut. */
extern const struct store_bytes lmdb_size_key;

/* Open l->path, of l->size bytes, with a reader that has no snapshot yet;
 * flags is 0, MDB_CREATE or MDB_RDONLY.  -1 with *e ERR_TEMP, nothing open. */
int lmdb_env_open(struct lmdb *l, unsigned flags, struct err *e);

/* Close what is open; may be repeated. */
void lmdb_env_close(struct lmdb *l);

/* Fill *e, ERR_TEMP, with a code of the library: its own are negative, those of
 * the system are errno.  Returns -1. */
int lmdb_err(struct err *e, int rc, const char *verb, const char *path);

/* bytes as the library wants them: it changes none that it is given. */
MDB_val lmdb_val(struct store_bytes bytes);

#endif
