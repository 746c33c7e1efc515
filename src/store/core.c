/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/core.h"

#include <stdio.h>
#include <string.h>

#include "base/le.h"
#include "store/record.h"

#define TELL_S 3600

/* The store's own record: format, then the clock in seconds. */
static const struct store_bytes own_key = { "\0store", 6 };
#define OWN_FORMAT 1
#define OWN_LEN 9

const struct store_bytes core_first = { "\0\xff", 2 };

void
core_tell(struct store *s, int64_t *told_s, const char *line)
{
	if (*told_s != 0 && clock_within(s->now_s, *told_s, TELL_S))
		return;
	*told_s = s->now_s;
	s->o.tell(s->o.arg, line);
}

const struct store_write *
core_change(const struct store *s, struct store_bytes key)
{
	const struct store_write *w = overlay_get(&s->newer, key);

	if (w != NULL)
		return w;
	w = overlay_get(&s->older, key);
	/* Written ones are the engine's as well, and say the same. */
	if (w != NULL && !s->writing && w->fate == STORE_REFUSED)
		return NULL;
	return w;
}

enum store_answer
core_read(struct store *s, struct store_bytes key, struct store_bytes bytes,
    struct store_record *out)
{
	char line[512];

	if (record_decode(out, key, bytes))
		return STORE_FOUND;
	(void)snprintf(line, sizeof(line), "a record in %s is damaged: it "
	    "counts as none", s->o.dir);
	core_tell(s, &s->told_damaged_s, line);
	return STORE_ABSENT;
}

enum store_answer
core_get(struct store *s, struct store_bytes key, struct store_record *out,
    struct err *e)
{
	const struct store_write *w = core_change(s, key);
	struct store_bytes bytes;
	enum store_answer a;

	if (w != NULL && w->gone)
		return STORE_ABSENT;
	if (w != NULL) {
		bytes = (struct store_bytes){ w->value, w->len };
	} else {
		a = s->engine->get(s->kept, key, &bytes, e);
		if (a != STORE_FOUND)
			return a;
	}
	return core_read(s, key, bytes, out);
}

/* Room for a record under key. */
static int
admit(struct store *s, struct store_bytes key, struct err *e)
{
	struct store_record r;

	if (!s->full || core_get(s, key, &r, e) == STORE_FOUND)
		return 0;
	return err_temp(e, 0, "the store in %s is full", s->o.dir);
}

int
core_put(struct store *s, struct store_bytes key,
    const struct store_record *r, struct err *e)
{
	unsigned char bytes[RECORD_MAX];
	struct store_bytes value = { NULL, 0 };
	struct store_record mine;

	if (r != NULL) {
		mine = *r;
		mine.version = s->o.version;
		value.len = record_encode(bytes, key, &mine);
		value.data = bytes;
		if (key.len == 0 || value.len == 0)
			return err_perm(e, 0, "a record of a wrong size");
		if (admit(s, key, e) == -1)
			return -1;
	}
	if (overlay_put(&s->newer, key, value) == -1)
		return err_temp(e, 0, "too much waits for the disk of %s",
		    s->o.dir);
	return 0;
}

enum store_answer
core_load(struct store *s, unsigned *version, struct err *e)
{
	struct store_record r;
	enum store_answer a = core_get(s, own_key, &r, e);
	const unsigned char *octet;

	if (a != STORE_FOUND)
		return a;
	octet = r.data.data;
	if (r.data.len < OWN_LEN || octet[0] != OWN_FORMAT)
		return STORE_ABSENT;
	*version = r.version;
	s->clock.now_s = s->clock_saved_s = (int64_t)le_get64(octet + 1);
	return STORE_FOUND;
}

int
core_save(struct store *s, struct err *e)
{
	unsigned char octets[OWN_LEN] = { OWN_FORMAT };
	struct store_record r = { { octets, OWN_LEN }, STORE_NEVER, 0 };

	le_put64(octets + 1, (uint64_t)s->clock.now_s);
	if (core_put(s, own_key, &r, e) == -1)
		return -1;
	s->clock_saved_s = s->clock.now_s;
	return 0;
}
