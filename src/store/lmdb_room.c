/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/lmdb_room.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/engine.h"
#include "store/lmdb_env.h"

/* A change of one record takes about a dozen new pages: the way down to it, and
 * to both ends of the list of free pages, and a split. */
#define LEAST 12
#define RESERVE 128

/* Pages by which the file grows at least: a sixteenth of it, within these. */
#define STEP_MIN 32
#define STEP_MAX 1024

/* Make the file longer, with room on the disk.  Where that can't be promised,
 * writing will tell. */
static bool
grow(struct lmdb *l, const struct room *r, size_t to)
{
	off_t from = (off_t)(r->have * r->page);
	off_t len = (off_t)(to * r->page) - from;
	int fd, rc;

	(void)mdb_env_get_fd(l->env, &fd); /* it is open */
	rc = posix_fallocate(fd, from, len);
	if (rc == EINVAL || rc == EOPNOTSUPP || rc == ENOSYS)
		rc = ftruncate(fd, from + len);
	return rc == 0 && fsync(fd) == 0;
}

/* Count the pages that are listed as free, but for those that the last
 * transaction gave back. */
static int
count_listed(struct room *r, MDB_txn *txn)
{
	MDB_val id, list;
	MDB_cursor *c;
	size_t n, when;
	int rc;

	r->listed = 0;
	if ((rc = mdb_cursor_open(txn, 0, &c)) != 0)
		return rc;
	while ((rc = mdb_cursor_get(c, &id, &list, MDB_NEXT)) == 0) {
		memcpy(&when, id.mv_data, sizeof(when));
		memcpy(&n, list.mv_data, sizeof(n));
		r->listed += when < mdb_txn_id(txn) ? n : 0;
	}
	mdb_cursor_close(c);
	return rc == MDB_NOTFOUND ? 0 : rc;
}

static int
look(struct room *r, struct lmdb *l, MDB_txn *txn)
{
	MDB_envinfo info;
	MDB_stat stat;
	struct stat st;
	int fd;

	(void)mdb_env_info(l->env, &info);
	(void)mdb_env_stat(l->env, &stat);
	(void)mdb_env_get_fd(l->env, &fd);
	if (fstat(fd, &st) == -1)
		return errno;
	r->page = stat.ms_psize;
	r->have = (size_t)st.st_size / r->page;
	r->most = info.me_mapsize / r->page;
	r->last = info.me_last_pgno + 1;
	r->reserve = r->most / 4 < RESERVE ? r->most / 4 : RESERVE;
	r->branches = stat.ms_branch_pages;
	r->depth = stat.ms_depth;
	return count_listed(r, txn);
}

/* How many of n changes take no more than most new pages, and in *pages how
 * many pages these are: one for each leaf that changes, which is told by where
 * its records are in memory; one for its neighbour, if something is deleted;
 * what is above them; and what new values fill. */
static size_t
count(const struct room *r, MDB_cursor *c, struct store_write **w, size_t n,
    size_t *pages)
{
	size_t most = *pages, i, leaves = 0, more = 0, octets = 0, above;
	uintptr_t leaf, before = 0;
	MDB_val k, v;

	for (*pages = 0, i = 0; i < n; i++) {
		k = lmdb_val(w[i]->key);
		leaf = mdb_cursor_get(c, &k, &v, MDB_SET_RANGE) == 0 ?
		    (uintptr_t)k.mv_data / r->page : 1;
		leaves += leaf != before;
		more += leaf != before && w[i]->gone;
		before = leaf;
		octets += w[i]->gone ? 0 : 16 + w[i]->key.len + w[i]->len;
		above = leaves * r->depth < r->branches ? leaves * r->depth :
		    r->branches;
		above += leaves + more + (leaves + above) / 16 +
		    2 * octets / r->page + LEAST;
		if (above > most)
			break;
		*pages = above;
	}
	return i;
}

/* Pages that a transaction can use. */
static size_t
usable(const struct room *r)
{
	return r->listed + (r->have > r->last ? r->have - r->last : 0);
}

/* Let a transaction of so many pages leave the reserve, if the file can
 * grow. */
static void
make(struct room *r, struct lmdb *l, size_t pages)
{
	size_t step = r->have / 16, want = pages + r->reserve, to;

	if (usable(r) >= want && r->have >= r->last)
		return;
	step = step < STEP_MIN ? STEP_MIN : step < STEP_MAX ? step : STEP_MAX;
	want = want > usable(r) ? want - usable(r) : 0;
	to = (r->have > r->last ? r->have : r->last) +
	    (want > step ? want : step);
	if (to > r->most)
		to = r->most;
	if (to > r->have && grow(l, r, to))
		r->have = to;
}

int
lmdb_room_make(struct room *r, struct lmdb *l, struct store_write **w,
    size_t *n)
{
	size_t pages = SIZE_MAX, fit;
	MDB_cursor *c;
	MDB_txn *txn;
	int rc = mdb_txn_begin(l->env, NULL, MDB_RDONLY, &txn);

	if (rc != 0)
		return rc;
	if ((rc = look(r, l, txn)) == 0 &&
	    (rc = mdb_cursor_open(txn, l->dbi, &c)) == 0) {
		(void)count(r, c, w, *n, &pages);
		make(r, l, pages);
		/* the next transaction needs pages, too */
		if (pages + LEAST > usable(r)) {
			pages = usable(r) > LEAST ? usable(r) - LEAST : 0;
			fit = count(r, c, w, *n, &pages);
			*n = fit > 0 || *n == 0 ? fit : 1;
		}
		mdb_cursor_close(c);
	}
	mdb_txn_abort(txn);
	return rc;
}

bool
lmdb_room_left(const struct room *r, struct lmdb *l, MDB_txn *txn)
{
	MDB_stat records, list;

	/* Table 0 is the list of free pages; two more pages are the head. */
	if (mdb_stat(txn, l->dbi, &records) != 0 ||
	    mdb_stat(txn, 0, &list) != 0)
		return false;
	return 2 + records.ms_branch_pages + records.ms_leaf_pages +
	    records.ms_overflow_pages + list.ms_branch_pages +
	    list.ms_leaf_pages + list.ms_overflow_pages + r->reserve <=
	    r->have;
}
