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

/* A change of one record takes about a dozen new pages: the way down to it, and
 * to both ends of the list of free pages, and a split.  As many old ones are
 * free only after the next transaction. */
#define LEAST 12

/* Pages that new records leave free, and by which the file ends behind the
 * last one in use. */
#define RESERVE 32

/* Pages by which the file grows at least: a sixteenth of it, within these. */
#define STEP_MIN 32
#define STEP_MAX 1024

/* How much room there is, in pages. */
struct room {
	int fd;
	size_t page; /* octets of one */
	size_t have; /* that the file has */
	size_t most; /* that it may have */
	size_t last; /* behind the last one that was used */
	size_t free; /* of these, that a transaction may use now */
	size_t reserve;
};

static int
by_key(const void *a, const void *b)
{
	const struct store_write *const *x = a, *const *y = b;
	size_t n = (*x)->key.len, m = (*y)->key.len;
	int c = memcmp((*x)->key.data, (*y)->key.data, n < m ? n : m);

	return c != 0 ? c : (n > m) - (n < m);
}

/* Make the file longer, with room on the disk.  Where that can't be promised,
 * writing will tell. */
static bool
grow(int fd, size_t from, size_t to)
{
	int rc = posix_fallocate(fd, (off_t)from, (off_t)(to - from));

	if (rc == EINVAL || rc == EOPNOTSUPP || rc == ENOSYS)
		rc = ftruncate(fd, (off_t)to);
	return rc == 0 && fsync(fd) == 0;
}

/* Pages listed as free, but for those that the last transaction gave back:
 * readers of the one before may use these. */
static int
count_free(struct lmdb *l, size_t *out)
{
	MDB_val id, list;
	MDB_cursor *c;
	MDB_txn *txn;
	size_t n, when;
	int rc = mdb_txn_begin(l->env, NULL, MDB_RDONLY, &txn);

	if (rc != 0)
		return rc;
	*out = 0;
	if ((rc = mdb_cursor_open(txn, 0, &c)) == 0) {
		while ((rc = mdb_cursor_get(c, &id, &list, MDB_NEXT)) == 0) {
			memcpy(&when, id.mv_data, sizeof(when));
			memcpy(&n, list.mv_data, sizeof(n));
			*out += when < mdb_txn_id(txn) ? n : 0;
		}
		mdb_cursor_close(c);
	}
	mdb_txn_abort(txn);
	return rc == MDB_NOTFOUND ? 0 : rc;
}

/* Let the file end a reserve behind the last page, so that a change is
 * possible when the disk is full.  Where it can't grow the store is stuck. */
static void
reserve(struct lmdb *l, struct room *r)
{
	size_t step = r->have / 16, want;

	step = step < STEP_MIN ? STEP_MIN : step > STEP_MAX ? STEP_MAX : step;
	want = (r->have > r->last ? r->have : r->last) + step;
	if (want > r->most)
		want = r->most;
	if (r->have >= r->last + r->reserve && !l->stuck)
		return;
	l->stuck = want <= r->have ||
	    !grow(r->fd, r->have * r->page, want * r->page);
	if (!l->stuck)
		r->have = want;
}

/* Look how much room there is, and make some. */
static int
look(struct lmdb *l, struct room *r)
{
	MDB_envinfo info;
	MDB_stat stat;
	struct stat st;
	int rc;

	if ((rc = mdb_env_info(l->env, &info)) != 0 ||
	    (rc = mdb_env_stat(l->env, &stat)) != 0 ||
	    (rc = mdb_env_get_fd(l->env, &r->fd)) != 0 ||
	    (rc = count_free(l, &r->free)) != 0)
		return rc;
	if (fstat(r->fd, &st) == -1)
		return errno;
	r->page = stat.ms_psize;
	r->have = (size_t)st.st_size / r->page;
	r->most = info.me_mapsize / r->page;
	r->last = info.me_last_pgno + 1;
	r->reserve = r->most / 4 < RESERVE ? r->most / 4 : RESERVE;
	reserve(l, r);
	r->free += (l->stuck ? r->have : r->most) - r->last;
	return 0;
}

/* How many of n changes to make at once: each may take a new leaf and another
 * page, and the next transaction needs pages, too. */
static size_t
fit(const struct room *r, size_t n)
{
	size_t most = r->free > 2 * LEAST ? (r->free - 2 * LEAST) / 2 : 0;

	if (most == 0)
		most = 1;

	return n < most ? n : most;
}

/* Whether a new record leaves the reserve free. */
static bool
has_room(struct lmdb *l, MDB_txn *txn, const struct room *r)
{
	MDB_stat records, list;

	/* Table 0 is the list of free pages. */
	if (mdb_stat(txn, l->dbi, &records) != 0 ||
	    mdb_stat(txn, 0, &list) != 0)
		return false;
	return 2 + records.ms_branch_pages + records.ms_leaf_pages +
	    records.ms_overflow_pages + list.ms_branch_pages +
	    list.ms_leaf_pages + list.ms_overflow_pages + r->reserve <=
	    (l->stuck ? r->have : r->most);
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
	*full = rc == 0 && !has_room(l, txn, r);
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
	for (;;) {
		if ((rc = look(l, &r)) != 0)
			break;
		/* Neighbours share pages: half of them takes less room. */
		some = fit(&r, some);
		rc = transact(l, &r, w, some, full);
		if (rc == 0 || !no_room(rc) || some <= 1)
			break;
		l->stuck = true;
		some /= 2;
	}
	if (rc == 0)
		return 0;
	*full = no_room(rc);
	l->broken = true; /* a failed write of its head stops the library */
	return lmdb_err(e, rc, "write", l->path);
}
