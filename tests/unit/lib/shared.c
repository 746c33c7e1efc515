/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/shared.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/failing.h"
#include "lib/standstill.h"
#include "rule/storeplace.h"
#include "share/share.h"
#include "store/record.h"
#include "store/store.h"

#define VERSION 1

struct wish {
	struct deed deed; /* first */
	struct shared *shared;
	struct shared_row row[SHARED_ROWS];
	size_t rows;
	unsigned runs;
	char got[SHARED_ROWS][64];
};

static struct store_bytes
bytes(const char *text)
{
	return (struct store_bytes){ text, strlen(text) };
}

static void
on_tell(void *arg, const char *line)
{
	struct shared *s = arg;
	const size_t at = strlen(s->told);

	(void)snprintf(s->told + at, sizeof(s->told) - at, "%s\n", line);
}

int
shared_setup(void **state)
{
	static struct shared s;
	size_t i;

	memset(&s, 0, sizeof(s));
	standstill_begin();
	if (uv_loop_init(&s.loop) != 0)
		return -1;
	for (i = 0; i < SHARED_SERVERS; i++)
		redis_begin(&s.server[i], &s.loop);
	*state = &s;
	return 0;
}

int
shared_teardown(void **state)
{
	struct shared *s = *state;
	size_t i;

	if (s->share != NULL)
		share_stop(s->share);
	for (i = 0; i < SHARED_SERVERS; i++)
		redis_end(&s->server[i]);
	(void)standstill_found(UV_ECANCELED, NULL);
	(void)uv_run(&s->loop, UV_RUN_DEFAULT);
	share_free(s->share);
	standstill_end();
	return uv_loop_close(&s->loop) == 0 ? 0 : -1;
}

void
shared_try(struct shared *s, const char *place, const char *secret)
{
	struct share_options o = { .version = VERSION, .secret = secret,
		.tell = on_tell, .arg = s };
	struct storeplace p;
	char text[512];
	size_t at = 0;
	struct err e;

	for (; *place != '\0'; place++)
		if (*place == '%')
			at += (size_t)snprintf(text + at, sizeof(text) - at,
			    "%u", s->server[*++place - '1'].port);
		else
			text[at++] = *place;
	text[at] = '\0';
	if (storeplace_parse(&p, text, &e) == -1)
		fail_msg("%s", e.msg);
	o.place = &p;
	if ((s->share = share_new(&o, &e)) == NULL)
		fail_msg("%s", e.msg);
	share_start(s->share, &s->loop);
}

bool
shared_is_up(void *shared)
{
	const struct shared *s = shared;

	return share_counts(s->share)->up;
}

void
shared_open(struct shared *s, const char *place)
{
	shared_try(s, place, NULL);
	redis_run(&s->loop, shared_is_up, s);
}

static void
on_run(struct deed *d)
{
	struct wish *w = (struct wish *)d;
	struct store *store = share_store(w->shared->share);
	struct store_record r;
	const char *value;
	struct err e;
	size_t i;

	w->runs++;
	for (i = 0; i < w->rows; i++) {
		(void)strcpy(w->got[i], "-");
		if (store_get(store, bytes(w->row[i].key), &r, &e) ==
		    STORE_FOUND)
			(void)snprintf(w->got[i], sizeof(w->got[i]), "%.*s",
			    (int)r.data.len, (const char *)r.data.data);
		if ((value = w->row[i].value) == NULL)
			continue;
		r = (struct store_record){ .data = bytes(value),
			.expires_s = STORE_NEVER };
		if (*value == '\0')
			(void)store_delete(store, bytes(w->row[i].key), &e);
		else
			(void)store_put(store, bytes(w->row[i].key), &r, &e);
	}
}

static void
on_done(struct deed *d, const struct err *e)
{
	const struct wish *w = (struct wish *)d;
	struct shared *s = w->shared;

	s->done++;
	s->failed = e != NULL;
	(void)strcpy(s->why, e != NULL ? e->msg : "");
	s->runs = w->runs;
	memcpy(s->got, w->got, sizeof(s->got));
}

struct deed *
shared_begin_deed(struct shared *s, const struct shared_row *row, size_t rows,
    bool guess)
{
	struct wish *w = failing_never(sizeof(*w));

	assert_non_null(w);
	assert_true(rows <= SHARED_ROWS);
	w->deed.run = on_run;
	w->deed.done = on_done;
	w->deed.guess = guess;
	w->shared = s;
	memcpy(w->row, row, rows * sizeof(*row));
	w->rows = rows;
	return share_do(s->share, &w->deed);
}

static bool
is_done(void *shared)
{
	return ((const struct shared *)shared)->done > 0;
}

void
shared_wait(struct shared *s)
{
	redis_run(&s->loop, is_done, s);
	s->done = 0;
}

void
shared_deed(struct shared *s, const char *key, const char *value)
{
	const struct shared_row row = { key, value };

	(void)shared_begin_deed(s, &row, 1, false);
	shared_wait(s);
}

static const char *
full_key(const char *key)
{
	static char full[400];

	(void)snprintf(full, sizeof(full), "dhf%u:%s", VERSION, key);
	return full;
}

const char *
shared_value(struct redis *r, const char *key)
{
	static char text[64];
	const struct redis_record *one = redis_find(r, full_key(key));
	struct store_record record;

	if (one == NULL)
		return "-";
	assert_true(record_decode(&record, bytes(key),
	    (struct store_bytes){ one->data, one->len }));
	(void)snprintf(text, sizeof(text), "%.*s", (int)record.data.len,
	    (const char *)record.data.data);
	return text;
}

void
shared_put(struct redis *r, const char *key, const char *value)
{
	const struct store_record record = { .data = bytes(value),
		.expires_s = STORE_NEVER, .version = VERSION };
	unsigned char out[RECORD_MAX];

	redis_put(r, full_key(key), out, record_encode(out, bytes(key),
	    &record));
}
