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

/* Pages by which the file grows. */
#define STEP 32

/* How much room there is, in pages. */
struct room {
	size_t page; /* bytes of one */
	size_t limit; /* pages that the file can have */
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

/* Make the file longer, with room on the disk.  As far as that goes: where it
 * does not, the disk is full, or can't promise room and will tell later. */
static int
grow(int fd, uint64_t from, uint64_t to)
{
	int rc = posix_fallocate(fd, (off_t)from, (off_t)(to - from));

	if (rc == EINVAL || rc == EOPNOTSUPP || rc == ENOSYS)
		rc = ftruncate(fd, (off_t)to) == -1 ? errno : 0;
	if (rc == 0 && fsync(fd) == -1)
		rc = errno;
	return rc;
}

/* Pages that hold something in txn, the two of the file's head included. */
static size_t
pages_used(struct lmdb *l, MDB_txn *txn, size_t *page)
{
	MDB_stat records, list;

	/* Table 0 is the list of free pages.  Both are known in txn. */
	(void)mdb_stat(txn, l->dbi, &records);
	(void)mdb_stat(txn, 0, &list);
	*page = records.ms_psize;
	return 2 + records.ms_branch_pages + records.ms_leaf_pages +
	    records.ms_overflow_pages + list.ms_branch_pages +
	    list.ms_leaf_pages + list.ms_overflow_pages;
}

/* Look how much room there is, and make some if it is little.  *size is that
 * of the file. */
static int
look(struct lmdb *l, MDB_txn *txn, struct room *r, uint64_t *size)
{
	size_t used = pages_used(l, txn, &r->page);
	MDB_envinfo info;
	struct stat st;
	size_t most, have, want;
	int fd, rc;

	if ((rc = mdb_env_info(l->env, &info)) != 0 ||
	    (rc = mdb_env_get_fd(l->env, &fd)) != 0)
		return rc;
	if (fstat(fd, &st) == -1)
		return errno;
	most = info.me_mapsize / r->page;
	have = (size_t)st.st_size / r->page;
	r->reserve = most / 4 < RESERVE ? most / 4 : RESERVE;
	want = (have > info.me_last_pgno + 1 ? have : info.me_last_pgno + 1);
	if (want < used + r->reserve + STEP)
		want = used + r->reserve + STEP;
	if (want > most)
		want = most;
	*size = (uint64_t)st.st_size;
	r->limit = have;
	if (want > have && grow(fd, *size, want * r->page) == 0) {
		*size = want * r->page;
		r->limit = want;
	}
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
change(struct lmdb *l, MDB_txn *txn, struct store_write *w,
    const struct room *r)
{
	MDB_val k = lmdb_val(w->key), v = { .mv_size = 0 };
	size_t page;
	int rc;

	w->fate = STORE_WAITS;
	if (w->gone) {
		rc = mdb_del(txn, l->dbi, &k, NULL);
		return rc == MDB_NOTFOUND ? 0 : rc;
	}
	if (pages_used(l, txn, &page) + r->reserve > r->limit) {
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
	uint64_t size = l->recorded;
	struct room r = { 0 };
	size_t i, page;
	MDB_txn *txn;
	int rc = mdb_txn_begin(l->env, NULL, 0, &txn);

	if (rc != 0)
		return rc;
	if ((rc = look(l, txn, &r, &size)) == 0)
		rc = note_size(l, txn, size);
	for (i = 0; rc == 0 && i < n; i++)
		rc = change(l, txn, w[i], &r);
	*full = rc == 0 && pages_used(l, txn, &page) + r.reserve > r.limit;
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
