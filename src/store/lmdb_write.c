/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/lmdb_write.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/le.h"
#include "store/engine.h"
#include "store/lmdb_env.h"
#include "store/record.h"

/* Pages that new records leave free: a change of one record takes about a
 * dozen (the way down to it, that to the list of free pages, and as many which
 * the change before gave back and which are not free yet). */
#define RESERVE 32

/* Pages by which the file grows: a sixteenth of it, within these. */
#define STEP_MIN 32
#define STEP_MAX 1024

/* How much room there is, in pages. */
struct room {
	int fd;
	size_t page; /* octets of one */
	size_t have; /* that the file has */
	size_t most; /* that it may have */
	size_t reserve;
	bool stuck; /* it can't grow */
};

static int
by_key(const void *a, const void *b)
{
	const struct store_write *const *x = a, *const *y = b;
	size_t n = (*x)->key.len, m = (*y)->key.len;
	int c = memcmp((*x)->key.data, (*y)->key.data, n < m ? n : m);

	return c != 0 ? c : (n > m) - (n < m);
}

/* Make the file longer, with room on the disk.  As far as that goes: where it
 * does not, the disk is full, or can't promise room and will tell later. */
static bool
grow(int fd, size_t from, size_t to)
{
	int rc = posix_fallocate(fd, (off_t)from, (off_t)(to - from));

	if (rc == EINVAL || rc == EOPNOTSUPP || rc == ENOSYS)
		rc = ftruncate(fd, (off_t)to);
	return rc == 0 && fsync(fd) == 0;
}

/* Pages that hold something in txn, the two of the file's head included. */
static size_t
pages_used(struct lmdb *l, MDB_txn *txn)
{
	MDB_stat records, list;

	/* Table 0 is the list of free pages.  Both are known in txn. */
	(void)mdb_stat(txn, l->dbi, &records);
	(void)mdb_stat(txn, 0, &list);
	return 2 + records.ms_branch_pages + records.ms_leaf_pages +
	    records.ms_overflow_pages + list.ms_branch_pages +
	    list.ms_leaf_pages + list.ms_overflow_pages;
}

/* Whether a new record would leave the reserve free.  Makes the file longer if
 * that helps. */
static bool
has_room(struct lmdb *l, MDB_txn *txn, struct room *r)
{
	size_t want = pages_used(l, txn) + r->reserve, step = r->have / 16;

	if (want <= r->have)
		return true;
	if (r->stuck || want > r->most)
		return false;
	step = step < STEP_MIN ? STEP_MIN : step > STEP_MAX ? STEP_MAX : step;
	want = want + step < r->most ? want + step : r->most;
	r->stuck = !grow(r->fd, r->have * r->page, want * r->page);
	if (!r->stuck)
		r->have = want;
	return !r->stuck;
}

/* Look how much room there is.  The last pages that are in use are in the file
 * afterwards, even if nothing was ever written to them. */
static int
look(struct lmdb *l, MDB_txn *txn, struct room *r)
{
	MDB_envinfo info;
	MDB_stat stat;
	struct stat st;
	int rc;

	if ((rc = mdb_env_info(l->env, &info)) != 0 ||
	    (rc = mdb_env_get_fd(l->env, &r->fd)) != 0 ||
	    (rc = mdb_stat(txn, l->dbi, &stat)) != 0)
		return rc;
	if (fstat(r->fd, &st) == -1)
		return errno;
	r->page = stat.ms_psize;
	r->most = info.me_mapsize / r->page;
	r->reserve = r->most / 4 < RESERVE ? r->most / 4 : RESERVE;
	r->have = (size_t)st.st_size / r->page;
	if (r->have <= info.me_last_pgno) {
		r->stuck = !grow(r->fd, r->have * r->page,
		    (info.me_last_pgno + 1) * r->page);
		if (!r->stuck)
			r->have = info.me_last_pgno + 1;
	}
	(void)has_room(l, txn, r);
	return 0;
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
change(struct lmdb *l, MDB_txn *txn, struct store_write *w, struct room *r)
{
	MDB_val k = lmdb_val(w->key), v = { .mv_size = 0 };
	int rc;

	w->fate = STORE_WAITS;
	if (w->gone) {
		rc = mdb_del(txn, l->dbi, &k, NULL);
		return rc == MDB_NOTFOUND ? 0 : rc;
	}
	if (!has_room(l, txn, r)) {
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
transact(struct lmdb *l, struct store_write **w, size_t n, bool *full)
{
	struct room r = { 0 };
	uint64_t size = 0;
	MDB_txn *txn;
	size_t i;
	int rc = mdb_txn_begin(l->env, NULL, 0, &txn);

	if (rc != 0)
		return rc;
	if ((rc = look(l, txn, &r)) == 0) {
		size = r.have * r.page;
		rc = note_size(l, txn, size);
	}
	for (i = 0; rc == 0 && i < n; i++)
		rc = change(l, txn, w[i], &r);
	*full = rc == 0 && !has_room(l, txn, &r);
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

int
lmdb_write(void *engine, struct store_write **w, size_t n, bool *full,
    struct err *e)
{
	struct lmdb *l = engine;
	size_t some = n;
	int rc;

	if (n > 0)
		qsort(w, n, sizeof(*w), by_key);
	/* Neighbours share pages: half of them takes less room. */
	while ((rc = transact(l, w, some, full)) != 0 && some > 1 &&
	    (rc == MDB_MAP_FULL || rc == MDB_TXN_FULL || rc == ENOSPC ||
	     rc == EDQUOT))
		some /= 2;
	if (rc == 0)
		return 0;
	*full = rc == MDB_MAP_FULL || rc == ENOSPC || rc == EDQUOT;
	if (*full && n > 0 && !w[0]->gone) {
		w[0]->fate = STORE_REFUSED;
		return 0;
	}
	l->broken = true; /* a failed write of its head stops the library */
	return lmdb_err(e, rc, "write", l->path);
}
