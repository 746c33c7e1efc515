/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/lmdb_write.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/le.h"
#include "store/engine.h"
#include "store/lmdb_env.h"
#include "store/lmdb_room.h"
#include "store/record.h"

static int
by_key(const void *a, const void *b)
{
	const struct store_write *const *x = a, *const *y = b;
	size_t n = (*x)->key.len, m = (*y)->key.len;
	int c = memcmp((*x)->key.data, (*y)->key.data, n < m ? n : m);

	return c != 0 ? c : (n > m) - (n < m);
}

/* Note in txn how long the file is, if it is not noted yet. */
static int
note_size(struct lmdb *l, MDB_txn *txn, uint64_t size)
{
	unsigned char octets[8], bytes[RECORD_MAX];
	struct store_record r = { { octets, sizeof(octets) }, STORE_NEVER, 0 };
	MDB_val k = lmdb_val(lmdb_size_key), v;

	if (size == l->recorded)
		return 0;
	le_put64(octets, size);
	v.mv_size = record_encode(bytes, lmdb_size_key, &r);
	v.mv_data = bytes;
	return mdb_put(txn, l->dbi, &k, &v, 0);
}

/* Make one change in txn. */
static int
change(struct lmdb *l, MDB_txn *txn, struct store_write *w,
    const struct room *r)
{
	MDB_val k = lmdb_val(w->key), v = { .mv_size = 0 };
	int rc;

	w->fate = STORE_WAITS;
	if (w->gone) {
		rc = mdb_del(txn, l->dbi, &k, NULL);
		return rc == MDB_NOTFOUND ? 0 : rc;
	}
	if (!lmdb_room_left(r, l, txn)) {
		rc = mdb_get(txn, l->dbi, &k, &v);
		if (rc == MDB_NOTFOUND)
			w->fate = STORE_REFUSED;
		if (rc != 0)
			return rc == MDB_NOTFOUND ? 0 : rc;
	}
	v.mv_data = w->value;
	v.mv_size = w->len;
	return mdb_put(txn, l->dbi, &k, &v, 0);
}

/* Commit n changes, all or none. */
static int
transact(struct lmdb *l, const struct room *r, struct store_write **w,
    size_t n, bool *full)
{
	uint64_t size = r->have * r->page;
	MDB_txn *txn;
	size_t i;
	int rc = mdb_txn_begin(l->env, NULL, 0, &txn);

	if (rc != 0)
		return rc;
	rc = note_size(l, txn, size);
	for (i = 0; rc == 0 && i < n; i++)
		rc = change(l, txn, w[i], r);
	*full = rc == 0 && !lmdb_room_left(r, l, txn);
	if (rc != 0 || (n == 0 && size == l->recorded))
		mdb_txn_abort(txn);
	else if ((rc = mdb_txn_commit(txn)) == 0)
		l->recorded = size;
	for (i = 0; i < n; i++)
		if (rc != 0)
			w[i]->fate = STORE_WAITS;
		else if (w[i]->fate == STORE_WAITS)
			w[i]->fate = STORE_WRITTEN;
	return rc;
}

/* Whether a code says that there is no room.  A write that is cut short by a
 * full disk is EIO to LMDB. */
static bool
no_room(int rc)
{
	return rc == MDB_MAP_FULL || rc == MDB_TXN_FULL || rc == ENOSPC ||
	    rc == EDQUOT || rc == EIO;
}

int
lmdb_write(void *engine, struct store_write **w, size_t n, bool *full,
    struct err *e)
{
	struct lmdb *l = engine;
	struct room r;
	size_t some = n;
	int rc;

	if (n > 0)
		qsort(w, n, sizeof(*w), by_key);
	do {
		if ((rc = lmdb_room_make(&r, l, w, &some)) != 0)
			break;
		rc = transact(l, &r, w, some, full);
		some /= 2; /* neighbours share pages: half takes less room */
	} while (rc != 0 && no_room(rc) && some > 0);
	if (rc == 0)
		return 0;
	*full = no_room(rc) && rc != EIO;
	l->broken = true; /* a failed write of its head stops the library */
	return lmdb_err(e, rc, "write", l->path);
}
