/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/lmdb_env.h"

#include <string.h>

#include "base/err.h"

const struct store_bytes lmdb_size_key = { "\0size", 5 };

int
lmdb_err(struct err *e, int rc, const char *verb, const char *path)
{
	(void)err_temp(e, 0, "%s %s: %s", verb, path, mdb_strerror(rc));
	e->sys = rc > 0 ? rc : 0;
	return -1;
}

MDB_val
lmdb_val(struct store_bytes bytes)
{
	MDB_val v = { .mv_size = bytes.len };

	memcpy(&v.mv_data, &bytes.data, sizeof(v.mv_data));
	return v;
}

/* The table of all records, and a reader that waits. */
static int
begin(struct lmdb *l)
{
	int rc = mdb_txn_begin(l->env, NULL, MDB_RDONLY, &l->reader);

	if (rc != 0)
		return rc;
	rc = mdb_dbi_open(l->reader, NULL, 0, &l->dbi);
	mdb_txn_reset(l->reader);
	return rc;
}

int
lmdb_env_open(struct lmdb *l, unsigned flags, struct err *e)
{
	const size_t unit = 65536; /* pages of any machine */
	int rc;

	if ((rc = mdb_env_create(&l->env)) != 0)
		return lmdb_err(e, rc, "open", l->path);
	flags |= MDB_NOSUBDIR | MDB_NOLOCK | MDB_NOTLS;
	if ((rc = mdb_env_set_mapsize(l->env,
	    (l->size + unit - 1) / unit * unit)) != 0 ||
	    (rc = mdb_env_open(l->env, l->path, flags, 0600)) != 0 ||
	    (rc = begin(l)) != 0) {
		lmdb_env_close(l);
		return lmdb_err(e, rc, "open", l->path);
	}
	l->broken = false;
	return 0;
}

void
lmdb_env_close(struct lmdb *l)
{
	if (l->cursor != NULL)
		mdb_cursor_close(l->cursor);
	if (l->reader != NULL)
		mdb_txn_abort(l->reader);
	if (l->env != NULL)
		mdb_env_close(l->env);
	l->cursor = NULL;
	l->reader = NULL;
	l->env = NULL;
	l->live = l->placed = false;
}
