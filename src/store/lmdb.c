/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/lmdb.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/le.h"
#include "store/lmdb_env.h"
#include "store/lmdb_file.h"
#include "store/lmdb_write.h"
#include "store/record.h"

static void
lmdb_close(void *engine)
{
	struct lmdb *l = engine;

	if (l == NULL)
		return;
	lmdb_env_close(l);
	free(l);
}

static int
lmdb_hold(void *engine, struct err *e)
{
	struct lmdb *l = engine;
	int rc;

	if (l->live)
		return 0;
	if (l->env == NULL && lmdb_env_open(l, 0, e) == -1)
		return -1;
	if ((rc = mdb_txn_renew(l->reader)) != 0)
		return lmdb_err(e, rc, "read", l->path);
	if (l->cursor != NULL &&
	    (rc = mdb_cursor_renew(l->reader, l->cursor)) != 0) {
		mdb_txn_reset(l->reader);
		return lmdb_err(e, rc, "read", l->path);
	}
	l->live = true;
	l->placed = false;
	return 0;
}

static int
lmdb_release(void *engine, struct err *e)
{
	struct lmdb *l = engine;

	if (l->live)
		mdb_txn_reset(l->reader);
	l->live = false;
	if (!l->broken)
		return 0;
	lmdb_env_close(l);
	return lmdb_env_open(l, 0, e);
}

static enum store_answer
answer(struct lmdb *l, int rc, struct err *e)
{
	if (rc == 0)
		return STORE_FOUND;
	if (rc == MDB_NOTFOUND)
		return STORE_ABSENT;
	(void)lmdb_err(e, rc, "read", l->path);
	return STORE_FAILED;
}

static enum store_answer
lmdb_get(void *engine, struct store_bytes key, struct store_bytes *value,
    struct err *e)
{
	struct lmdb *l = engine;
	MDB_val k = lmdb_val(key), v;
	int rc;

	if (lmdb_hold(l, e) == -1)
		return STORE_FAILED;
	if ((rc = mdb_get(l->reader, l->dbi, &k, &v)) == 0)
		*value = (struct store_bytes){ v.mv_data, v.mv_size };
	return answer(l, rc, e);
}

/* Put the cursor on the first record behind key.  A walk asks for one after
 * the other: the cursor stands on key already. */
static int
place(struct lmdb *l, MDB_val *k, MDB_val *v)
{
	MDB_val want = *k;
	int rc;

	if (want.mv_size == 0)
		return mdb_cursor_get(l->cursor, k, v, MDB_FIRST);
	if (!l->placed ||
	    mdb_cursor_get(l->cursor, k, v, MDB_GET_CURRENT) != 0 ||
	    mdb_cmp(l->reader, l->dbi, k, &want) != 0) {
		*k = want;
		rc = mdb_cursor_get(l->cursor, k, v, MDB_SET_RANGE);
		if (rc != 0 || mdb_cmp(l->reader, l->dbi, k, &want) != 0)
			return rc;
	}
	return mdb_cursor_get(l->cursor, k, v, MDB_NEXT);
}

static enum store_answer
lmdb_next(void *engine, struct store_bytes *key, struct store_bytes *value,
    struct err *e)
{
	struct lmdb *l = engine;
	MDB_val k = lmdb_val(*key), v;
	int rc;

	if (lmdb_hold(l, e) == -1)
		return STORE_FAILED;
	if (l->cursor == NULL && (rc = mdb_cursor_open(l->reader, l->dbi,
	    &l->cursor)) != 0)
		return answer(l, rc, e);
	rc = place(l, &k, &v);
	l->placed = rc == 0;
	if (rc == 0) {
		*key = (struct store_bytes){ k.mv_data, k.mv_size };
		*value = (struct store_bytes){ v.mv_data, v.mv_size };
	}
	return answer(l, rc, e);
}

/* How long the file says that it is. */
static int
read_recorded(struct lmdb *l, struct err *e)
{
	struct store_bytes value;
	struct store_record r;
	enum store_answer a = lmdb_get(l, lmdb_size_key, &value, e);

	l->recorded = 0;
	if (a == STORE_FOUND && record_decode(&r, lmdb_size_key, value) &&
	    r.data.len == 8)
		l->recorded = le_get64(r.data.data);
	return a == STORE_FAILED ? -1 : 0;
}

static int
lmdb_open(void **engine, const struct store_place *p, bool *fresh,
    struct err *e)
{
	struct lmdb *l = calloc(1, sizeof(*l));

	if (l == NULL)
		return err_memory(e);
	l->size = p->size;
	if (folder_path(l->path, p->dir, "store", e) == -1 ||
	    lmdb_file_ready(l, p, fresh, e) == -1 ||
	    lmdb_env_open(l, 0, e) == -1 || read_recorded(l, e) == -1) {
		lmdb_close(l);
		return -1;
	}
	*engine = l;
	return 0;
}

const struct store_engine lmdb_engine = {
	.open = lmdb_open,
	.close = lmdb_close,
	.get = lmdb_get,
	.next = lmdb_next,
	.hold = lmdb_hold,
	.write = lmdb_write,
	.release = lmdb_release,
};
