/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/store_commit.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/stored.h"
#include "store/engine.h"
#include "store/store_sweep.h"
#include "store/store_walk.h"

#define NOW STORED_NOW

/* An engine in memory, whose writes wait or fail as told. */
struct kept {
	unsigned char key[16], value[64];
	size_t key_len, len;
	bool gone;
};

static struct {
	struct kept kept[64];
	size_t n;
	unsigned writes;
	int gate[2]; /* a pipe to wait for, unless it is 0 */
	bool fails, full, held, unreadable;
} mem;

static int
mem_open(void **engine, const struct store_place *p, bool *fresh,
    struct err *e)
{
	(void)p;
	(void)e;
	*engine = &mem;
	*fresh = mem.n == 0;
	return 0;
}

static void
mem_close(void *engine)
{
	(void)engine;
}

static struct kept *
mem_find(struct store_bytes key)
{
	size_t i;

	for (i = 0; i < mem.n; i++)
		if (mem.kept[i].key_len == key.len &&
		    memcmp(mem.kept[i].key, key.data, key.len) == 0)
			return &mem.kept[i];
	return NULL;
}

static enum store_answer
mem_get(void *engine, struct store_bytes key, struct store_bytes *value,
    struct err *e)
{
	struct kept *w = mem_find(key);

	(void)engine;
	if (mem.unreadable) {
		(void)err_temp(e, 0, "the disk is away");
		return STORE_FAILED;
	}
	if (w == NULL || w->gone)
		return STORE_ABSENT;
	*value = (struct store_bytes){ w->value, w->len };
	return STORE_FOUND;
}

static enum store_answer
mem_next(void *engine, struct store_bytes *key, struct store_bytes *value,
    struct err *e)
{
	(void)engine;
	(void)key;
	(void)value;
	if (!mem.unreadable)
		return STORE_ABSENT;
	(void)err_temp(e, 0, "the disk is away");
	return STORE_FAILED;
}

static int
mem_hold(void *engine, struct err *e)
{
	(void)engine;
	if (mem.unreadable)
		return err_temp(e, 0, "the disk is away");
	assert_false(mem.held);
	mem.held = true;
	return 0;
}

static int
mem_release(void *engine, struct err *e)
{
	(void)engine;
	(void)e;
	assert_true(mem.held);
	mem.held = false;
	return 0;
}

static void
keep(const struct store_write *w)
{
	struct kept *mine = mem_find(w->key);

	if (mine == NULL)
		mine = &mem.kept[mem.n++];
	assert_true(mem.n < sizeof(mem.kept) / sizeof(*mem.kept));
	assert_true(w->key.len <= sizeof(mine->key));
	assert_true(w->gone || w->len <= sizeof(mine->value));
	memcpy(mine->key, w->key.data, w->key.len);
	mine->key_len = w->key.len;
	mine->gone = w->gone;
	mine->len = w->len;
	if (!w->gone)
		memcpy(mine->value, w->value, w->len);
}

static int
mem_write(void *engine, struct store_write **w, size_t n, bool *full,
    struct err *e)
{
	size_t i;
	char c;

	(void)engine;
	mem.writes++;
	if (mem.gate[0] != 0 && read(mem.gate[0], &c, 1) != 1)
		return err_temp(e, 0, "no gate");
	if (mem.fails)
		return err_temp(e, 0, "the disk is away");
	*full = mem.full;
	for (i = 0; i < n; i++) {
		if (mem.full && !w[i]->gone && mem_find(w[i]->key) == NULL) {
			w[i]->fate = STORE_REFUSED;
			continue;
		}
		keep(w[i]);
		w[i]->fate = STORE_WRITTEN;
	}
	return 0;
}

static const struct store_engine engine = {
	.open = mem_open,
	.close = mem_close,
	.get = mem_get,
	.next = mem_next,
	.hold = mem_hold,
	.write = mem_write,
	.release = mem_release,
};

static int
setup(void **state)
{
	memset(&mem, 0, sizeof(mem));
	if (stored_setup(state) == -1)
		return -1;
	((struct stored *)*state)->engine = &engine;
	stored_open(*state);
	return 0;
}

static int
put(struct stored *st, const char *key, const char *value)
{
	struct store_record r = { stored_text(value), STORE_NEVER, 0 };
	struct err e;

	return store_put(st->store, stored_text(key), &r, &e);
}

static void *
run(void *batch)
{
	store_commit_run(batch);
	return NULL;
}

static void
what_comes_meanwhile_is_newer(void **state)
{
	struct stored *st = *state;
	struct store_batch *b;
	struct err e;

	assert_null(store_commit_begin(st->store, NOW)); /* nothing waits */
	assert_int_equal(put(st, "a", "1"), 0);
	assert_int_equal(put(st, "b", "1"), 0);
	b = store_commit_begin(st->store, NOW);
	assert_non_null(b);
	assert_int_equal(put(st, "a", "2"), 0);
	assert_int_equal(store_delete(st->store, stored_text("b"), &e), 0);
	assert_int_equal(put(st, "c", "1"), 0);
	assert_string_equal(stored_get(st, "a"), "2");
	assert_null(stored_get(st, "b"));
	assert_null(store_commit_begin(st->store, NOW)); /* one at a time */
	store_commit_run(b);
	assert_string_equal(stored_get(st, "a"), "2");
	assert_int_equal(store_commit_end(st->store, NOW, &e), 0);
	assert_string_equal(stored_get(st, "a"), "2");
	assert_null(stored_get(st, "b"));
	assert_string_equal(stored_get(st, "c"), "1");
	assert_int_equal(store_waiting(st->store), 3);
	assert_int_equal(store_commit(st->store, NOW, &e), 0);
	assert_int_equal(store_waiting(st->store), 0);
	assert_string_equal(stored_get(st, "a"), "2");
	assert_null(stored_get(st, "b"));
	assert_string_equal(stored_get(st, "c"), "1");
}

/* The disk answers only when all else is done: whoever waited for it would wait
 * until the alarm. */
static void
a_slow_disk_delays_no_answer(void **state)
{
	struct stored *st = *state;
	struct store_batch *b;
	pthread_t worker;
	char key[16];
	unsigned i;
	struct err e;

	assert_int_equal(put(st, "a", "1"), 0);
	assert_int_equal(pipe(mem.gate), 0);
	(void)alarm(60);
	b = store_commit_begin(st->store, NOW);
	assert_int_equal(pthread_create(&worker, NULL, run, b), 0);
	for (i = 0; i < 1000; i++) {
		(void)snprintf(key, sizeof(key), "k%u", i % 20);
		assert_int_equal(put(st, key, "v"), 0);
		assert_string_equal(stored_get(st, key), "v");
		assert_string_equal(stored_get(st, "a"), "1");
		(void)store_sweep(st->store, NOW, 100);
		assert_null(store_commit_begin(st->store, NOW + 1));
	}
	assert_int_equal(write(mem.gate[1], "", 1), 1);
	assert_int_equal(pthread_join(worker, NULL), 0);
	(void)alarm(0);
	assert_int_equal(store_commit_end(st->store, NOW, &e), 0);
	(void)close(mem.gate[0]);
	(void)close(mem.gate[1]);
	mem.gate[0] = mem.gate[1] = 0;
	assert_int_equal(mem.writes, 2); /* the store's own was the first */
}

static void
what_could_not_be_written_waits(void **state)
{
	struct stored *st = *state;
	struct err e;

	mem.fails = true;
	assert_int_equal(put(st, "a", "1"), 0);
	assert_int_equal(store_commit(st->store, NOW, &e), -1);
	assert_int_equal(e.class, ERR_TEMP);
	assert_int_equal(st->told, 1);
	assert_non_null(strstr(st->line, "the disk is away"));
	assert_string_equal(stored_get(st, "a"), "1");
	assert_int_equal(put(st, "a", "2"), 0); /* and is changed meanwhile */
	assert_int_equal(put(st, "b", "1"), 0);
	assert_null(store_commit_begin(st->store, NOW + 4));
	assert_int_equal(store_commit(st->store, NOW + 5, &e), -1);
	assert_int_equal(st->told, 1); /* once an hour */
	assert_int_equal(store_commit(st->store, NOW + 3601, &e), -1);
	assert_int_equal(st->told, 2);
	mem.fails = false;
	assert_int_equal(store_commit(st->store, NOW + 3700, &e), 0);
	assert_string_equal(stored_get(st, "a"), "2");
	assert_string_equal(stored_get(st, "b"), "1");
}

static void
a_clock_that_goes_back_does_not_stop_commits(void **state)
{
	struct stored *st = *state;
	struct err e;

	mem.fails = true;
	assert_int_equal(put(st, "a", "1"), 0);
	assert_int_equal(store_commit(st->store, NOW, &e), -1);
	mem.fails = false;
	assert_non_null(store_commit_begin(st->store, NOW - 86400));
}

static void
a_full_store_takes_changes_alone(void **state)
{
	struct stored *st = *state;
	struct store_batch *b;
	struct err e;

	assert_int_equal(stored_put(st, "old", "1"), 0);
	mem.full = true;
	assert_int_equal(put(st, "new", "1"), 0); /* not known yet */
	assert_int_equal(store_commit(st->store, NOW, &e), -1);
	assert_non_null(strstr(e.msg, "is full"));
	assert_null(stored_get(st, "new"));
	assert_int_equal(put(st, "new", "1"), -1);
	assert_int_equal(put(st, "old", "2"), 0);
	assert_int_equal(store_delete(st->store, stored_text("new"), &e), 0);
	assert_int_equal(store_commit(st->store, NOW, &e), 0);
	assert_string_equal(stored_get(st, "old"), "2");
	assert_int_equal(st->told, 1);
	/* it looks by itself whether there is room, every five seconds */
	mem.full = false;
	assert_null(store_commit_begin(st->store, NOW + 4));
	b = store_commit_begin(st->store, NOW + 5);
	assert_non_null(b);
	store_commit_run(b);
	assert_int_equal(store_commit_end(st->store, NOW + 5, &e), 0);
	assert_int_equal(put(st, "new", "1"), 0);
	assert_int_equal(st->told, 2);
	assert_non_null(strstr(st->line, "room again"));
}

static void
too_much_that_waits_is_refused(void **state)
{
	struct stored *st = *state;
	char key[16];
	unsigned i;

	for (i = 0; i < STORE_WAITING_MAX; i++) {
		(void)snprintf(key, sizeof(key), "k%u", i);
		assert_int_equal(put(st, key, "v"), 0);
	}
	assert_int_equal(put(st, "one more", "v"), -1);
	assert_int_equal(put(st, "k7", "w"), 0);
	assert_string_equal(stored_get(st, "k7"), "w");
	mem.full = true; /* takes none of them */
}

static void
what_can_not_be_read_is_said(void **state)
{
	struct stored *st = *state;
	struct store_walk w = { .done = false };
	struct store_record r;
	struct err e = { 0 };

	assert_int_equal(stored_put(st, "a", "1"), 0);
	mem.unreadable = true;
	assert_int_equal(store_get(st->store, stored_text("a"), &r, &e),
	    STORE_FAILED);
	assert_int_equal(e.class, ERR_TEMP);
	assert_int_equal(store_walk(st->store, &w, 9, &e), -1);
	assert_int_equal(store_sweep(st->store, NOW, 9), 0);
	assert_int_equal(put(st, "a", "2"), 0); /* what is new is in memory */
	assert_string_equal(stored_get(st, "a"), "2");
	assert_null(store_commit_begin(st->store, NOW));
	assert_int_equal(store_commit(st->store, NOW, &e), -1);
	assert_int_equal(st->told, 1);
	mem.unreadable = false;
	assert_int_equal(store_commit(st->store, NOW + 5, &e), 0);
	assert_string_equal(stored_get(st, "a"), "2");
}

static void
a_damaged_record_counts_as_none(void **state)
{
	struct stored *st = *state;

	assert_int_equal(stored_put(st, "a", "1"), 0);
	assert_int_equal(stored_put(st, "b", "1"), 0);
	mem_find(stored_text("a"))->value[13] ^= 1;
	mem_find(stored_text("b"))->value[0] ^= 1;
	assert_null(stored_get(st, "a"));
	assert_null(stored_get(st, "b"));
	assert_int_equal(st->told, 1); /* once an hour */
	assert_non_null(strstr(st->line, "is damaged"));
	assert_int_equal(stored_put(st, "a", "2"), 0);
	assert_string_equal(stored_get(st, "a"), "2");
}

#define WITH(test) \
	cmocka_unit_test_setup_teardown(test, setup, stored_teardown)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(what_comes_meanwhile_is_newer),
		WITH(a_slow_disk_delays_no_answer),
		WITH(what_could_not_be_written_waits),
		WITH(a_clock_that_goes_back_does_not_stop_commits),
		WITH(a_full_store_takes_changes_alone),
		WITH(too_much_that_waits_is_refused),
		WITH(what_can_not_be_read_is_said),
		WITH(a_damaged_record_counts_as_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
