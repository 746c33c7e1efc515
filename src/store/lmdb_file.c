/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/lmdb_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/le.h"
#include "store/child.h"
#include "store/lmdb_env.h"
#include "store/lmdb_write.h"
#include "store/pages.h"
#include "store/record.h"

/* One look at a file. */
struct look {
	struct lmdb *l;
	const struct store_place *place;
	int fd;
	uint64_t size; /* of the file */
};

/* The engine's own record says how long the file has to be. */
static enum store_health
judge(void *arg, struct store_bytes key, struct store_bytes value)
{
	struct look *look = arg;
	struct store_record r;

	if (key.len != lmdb_size_key.len ||
	    memcmp(key.data, lmdb_size_key.data, key.len) != 0)
		return look->place->judge(look->place->arg, key, value);
	if (!record_decode(&r, key, value) || r.data.len != 8)
		return STORE_DAMAGED;
	return look->size < le_get64(r.data.data) ? STORE_DAMAGED : STORE_GOOD;
}

/* What it means that the library does not open a file: it is none of its own,
 * or the system could not, which may pass. */
static enum store_health
unopened(const struct err *why)
{
	return why->sys == 0 || why->sys == EINVAL ? STORE_FOREIGN :
	    STORE_UNKNOWN;
}

/* Let the library read a file whose layout only it knows. */
static enum store_health
look_library(struct look *look, struct err *why)
{
	enum store_health h = STORE_GOOD, worst = STORE_GOOD;
	MDB_cursor *c;
	MDB_val k, v;
	int rc;

	if (lmdb_env_open(look->l, MDB_RDONLY, why) == -1)
		return unopened(why);
	if ((rc = mdb_txn_renew(look->l->reader)) == 0)
		rc = mdb_cursor_open(look->l->reader, look->l->dbi, &c);
	while (rc == 0 && h != STORE_DAMAGED && h != STORE_FOREIGN &&
	    (rc = mdb_cursor_get(c, &k, &v, MDB_NEXT)) == 0) {
		h = judge(look, (struct store_bytes){ k.mv_data, k.mv_size },
		    (struct store_bytes){ v.mv_data, v.mv_size });
		worst = h != STORE_GOOD ? h : worst;
	}
	if (rc != 0 && rc != MDB_NOTFOUND) {
		(void)lmdb_err(why, rc, "read", look->l->path);
		return rc > 0 ? STORE_UNKNOWN : STORE_DAMAGED; /* errno? */
	}
	if (h == STORE_DAMAGED || h == STORE_FOREIGN)
		(void)err_perm(why, 0, "a record is %s", h == STORE_DAMAGED ?
		    "damaged" : "of another version");
	return worst;
}

/* In the child.  The library may be too new for a layout that we know. */
static enum store_health
look_file(void *arg, struct err *why)
{
	struct look *look = arg;
	enum store_health h;
	unsigned layout;

	if (pages_layout(&layout, look->fd) == -1) {
		(void)err_temp(why, errno, "read");
		return STORE_UNKNOWN;
	}
	if (layout != PAGES_LAYOUT)
		return look_library(look, why);
	h = pages_check(look->fd, judge, look, why);
	if ((h == STORE_GOOD || h == STORE_OLDER) &&
	    lmdb_env_open(look->l, MDB_RDONLY, why) == -1)
		return unopened(why);
	return h;
}

/* Look at l->path, which is there. */
static enum store_health
check(struct lmdb *l, const struct store_place *p, struct err *why)
{
	struct look look = { .l = l, .place = p };
	enum store_health h = STORE_UNKNOWN;
	struct stat st;

	look.fd = open(l->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (look.fd == -1 || fstat(look.fd, &st) == -1) {
		(void)err_temp(why, errno, "open");
	} else if (!S_ISREG(st.st_mode) || st.st_size == 0) {
		(void)err_perm(why, 0, S_ISREG(st.st_mode) ? "it is empty" :
		    "it is no file");
		h = STORE_FOREIGN;
	} else {
		look.size = (uint64_t)st.st_size;
		h = child_look(look_file, &look, why);
	}
	if (look.fd != -1)
		(void)close(look.fd);
	return h;
}

/* Rename what can't be used, and say so. */
static int
put_aside(struct lmdb *l, const struct store_place *p, bool damaged,
    const struct err *why, struct err *e)
{
	char to[FOLDER_PATH_SIZE], line[2 * FOLDER_PATH_SIZE + 512];

	if (folder_aside(to, l->path, damaged ? "damaged" : "foreign",
	    p->now_s, e) == -1)
		return -1;
	(void)snprintf(line, sizeof(line), "%s %s (%s): it is now %s, and a "
	    "new store begins empty", l->path,
	    damaged ? "is damaged" : "can't be read", why->msg, to);
	p->tell(p->arg, line);
	return 0;
}

/* Make the file beside its place, whole, then rename it there. */
static int
create(struct lmdb *l, const struct store_place *p, struct err *e)
{
	char path[FOLDER_PATH_SIZE];
	struct store_write *none = NULL;
	bool full;
	int rc;

	memcpy(path, l->path, sizeof(path));
	if (folder_path(l->path, p->dir, "store.new", e) == -1)
		return -1;
	(void)unlink(l->path); /* of a crash */
	l->recorded = 0;
	if ((rc = lmdb_env_open(l, 0, e)) == 0) {
		rc = lmdb_write(l, &none, 0, &full, e);
		lmdb_env_close(l);
	}
	if (rc == 0 && rename(l->path, path) == -1)
		rc = err_temp(e, errno, "rename %s to %s", l->path, path);
	if (rc == -1)
		(void)unlink(l->path);
	memcpy(l->path, path, sizeof(path));
	return rc == -1 ? -1 : folder_sync(p->dir, e);
}

int
lmdb_file_ready(struct lmdb *l, const struct store_place *p, bool *fresh,
    struct err *e)
{
	struct err why = { 0 };
	struct stat st;

	*fresh = false;
	if (lstat(l->path, &st) == 0) {
		switch (check(l, p, &why)) {
		case STORE_GOOD:
		case STORE_OLDER:
			return 0;
		case STORE_UNKNOWN:
			return err_temp(e, 0, "%s: %s", l->path, why.msg);
		case STORE_DAMAGED:
			if (put_aside(l, p, true, &why, e) == -1)
				return -1;
			break;
		case STORE_FOREIGN:
			if (put_aside(l, p, false, &why, e) == -1)
				return -1;
			break;
		}
	} else if (errno != ENOENT) {
		return err_temp(e, errno, "%s", l->path);
	}
	*fresh = true;
	return create(l, p, e);
}
