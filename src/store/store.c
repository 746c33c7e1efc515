/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/store.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "store/core.h"
#include "store/folder.h"
#include "store/lmdb.h"
#include "store/record.h"
#include "store/store_commit.h"

/* What a record that is on the disk says of the store. */
static enum store_health
judge(void *arg, struct store_bytes key, struct store_bytes value)
{
	const struct store *s = arg;
	struct store_record r;

	if (!record_decode(&r, key, value))
		return STORE_DAMAGED;
	if (r.version > s->o.version)
		return STORE_FOREIGN;
	if (r.version == s->o.version)
		return STORE_GOOD;
	return s->o.migrate != NULL ? STORE_OLDER : STORE_FOREIGN;
}

static void
tell(void *arg, const char *line)
{
	const struct store *s = arg;

	s->o.tell(s->o.arg, line);
}

/* Bring one record to this version. */
static int
migrate_one(struct store *s, struct store_bytes key, struct store_record *r,
    struct err *e)
{
	if (s->o.migrate(s->o.arg, key, r, e) == -1) {
		s->o.tell(s->o.arg, e->msg);
		return core_put(s, key, NULL, e);
	}
	return core_put(s, key, r, e);
}

/* Bring all records to this version.  May be cut short: each has its own. */
static int
migrate(struct store *s, int64_t now_s, struct err *e)
{
	unsigned char at[STORE_KEY_MAX];
	struct store_bytes key = core_first, value;
	enum store_answer a;
	struct store_record r;

	while ((a = s->engine->next(s->kept, &key, &value, e)) ==
	    STORE_FOUND) {
		if (key.len > sizeof(at))
			key.len = sizeof(at);
		memcpy(at, key.data, key.len);
		key.data = at;
		if (core_read(s, key, value, &r) == STORE_FOUND &&
		    r.version != s->o.version &&
		    migrate_one(s, key, &r, e) == -1)
			return -1;
		if (s->newer.len >= STORE_BATCH_MAX &&
		    store_commit(s, now_s, e) == -1)
			return -1;
	}
	return a == STORE_FAILED ? -1 : 0;
}

/* The store's own record, and the version of all others. */
static int
settle(struct store *s, bool fresh, int64_t now_s, struct err *e)
{
	unsigned version = s->o.version;
	enum store_answer a = core_load(s, &version, e);

	if (a == STORE_FAILED)
		return -1;
	if (a == STORE_FOUND && version == s->o.version)
		return 0;
	if (!fresh && migrate(s, now_s, e) == -1)
		return -1;
	return core_save(s, e) == -1 ? -1 : store_commit(s, now_s, e);
}

int
store_open(struct store **out, const struct store_options *o, int64_t now_s,
    struct err *e)
{
	struct store *s = calloc(1, sizeof(*s));
	struct store_place place = { .dir = o->dir, .size = o->size,
		.now_s = now_s, .judge = judge, .tell = tell, .arg = s };
	bool fresh;

	if (s == NULL)
		return err_memory(e);
	s->o = *o;
	s->now_s = now_s;
	s->engine = o->engine != NULL ? o->engine : &lmdb_engine;
	if ((s->lock = folder_lock(o->dir, e)) == -1) {
		free(s);
		return -1;
	}
	if (s->engine->open(&s->kept, &place, &fresh, e) == -1 ||
	    settle(s, fresh, now_s, e) == -1) {
		s->engine->close(s->kept);
		overlay_free(&s->newer);
		overlay_free(&s->older);
		(void)close(s->lock);
		free(s);
		return -1;
	}
	*out = s;
	return 0;
}

struct store *
store_over(const struct store_ways *ways, struct err *e)
{
	struct store *s = calloc(1, sizeof(*s));

	if (s == NULL)
		(void)err_memory(e);
	else
		s->over = *ways;
	return s;
}

enum store_answer
store_get(struct store *s, struct store_bytes key, struct store_record *out,
    struct err *e)
{
	return s->over.get != NULL ? s->over.get(s->over.arg, key, out, e) :
	    core_get(s, key, out, e);
}

/* The first octet 0 is the store's own. */
static bool
foreign_key(struct store_bytes key)
{
	return key.len > 0 && *(const unsigned char *)key.data != 0;
}

int
store_put(struct store *s, struct store_bytes key,
    const struct store_record *r, struct err *e)
{
	if (!foreign_key(key))
		return err_perm(e, 0, "a key of a wrong form");
	return s->over.put != NULL ? s->over.put(s->over.arg, key, r, e) :
	    core_put(s, key, r, e);
}

int
store_delete(struct store *s, struct store_bytes key, struct err *e)
{
	return store_put(s, key, NULL, e);
}

size_t
store_waiting(const struct store *s)
{
	return s->newer.len + s->older_left;
}

int
store_close(struct store *s, int64_t now_s, struct err *e)
{
	int rc;

	if (s == NULL || s->over.get != NULL) {
		free(s);
		return 0;
	}
	if (s->clock.now_s != s->clock_saved_s)
		(void)core_save(s, e);
	rc = store_commit(s, now_s, e);
	s->engine->close(s->kept);
	overlay_free(&s->newer);
	overlay_free(&s->older);
	(void)close(s->lock);
	free(s);
	return rc;
}
