/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "share/face.h"

#include "base/err.h"
#include "base/fdio.h"
#include "share/draft.h"
#include "share/share_local.h"
#include "store/record.h"
#include "store/store.h"

static int
nobody(struct err *e)
{
	return err_temp(e, 0, "the shared store is used by deeds alone");
}

static enum store_answer
on_get(void *arg, struct store_bytes key, struct store_record *out,
    struct err *e)
{
	struct share *s = arg;
	struct store_bytes value;
	enum store_answer a;

	if (s->current == NULL) {
		(void)nobody(e);
		return STORE_FAILED;
	}
	a = draft_get(s->current, key, &value);
	if (a == STORE_FAILED)
		(void)err_temp(e, 0, "too many records at once");
	if (a != STORE_FOUND || record_decode(out, key, value))
		return a;
	if (seldom_may(&s->damaged, (uint64_t)fd_now_ms()))
		s->tell(s->arg, "a record in the shared store is damaged: it "
		    "counts as none");
	return STORE_ABSENT;
}

static int
on_put(void *arg, struct store_bytes key, const struct store_record *r,
    struct err *e)
{
	struct store_bytes value = { NULL, 0 };
	unsigned char bytes[RECORD_MAX];
	struct share *s = arg;
	struct store_record mine;

	if (s->current == NULL)
		return nobody(e);
	if (key.len == 0 || key.len > STORE_KEY_MAX)
		return err_perm(e, 0, "a key of a wrong form");
	if (r != NULL) {
		mine = *r;
		mine.version = s->version;
		value.len = record_encode(bytes, key, &mine);
		value.data = bytes;
		if (value.len == 0)
			return err_perm(e, 0, "a record of a wrong size");
	}
	draft_put(s->current, key, value, r != NULL ? r->expires_s : 0);
	return 0;
}

struct store *
face_new(struct share *s, struct err *e)
{
	const struct store_ways ways = { on_get, on_put, s };

	return store_over(&ways, e);
}
