/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An engine of the test's own, which has whatever nobody has checked. */
#include "store/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/failing.h"
#include "lib/stored.h"
#include "store/core.h"
#include "store/record.h"
#include "store/store_commit.h"
#include "store/store_sweep.h"
#include "store/store_walk.h"

/* Records "k000000" and so on, all with one value; or one under a key. */
static struct {
	unsigned many;
	const void *key;
	size_t key_len;
	unsigned version;
	bool damaged;
	const unsigned char *own; /* the store's own record, NULL: none */
	size_t own_len;
	bool get_fails, next_fails, write_fails, refuses;
	unsigned written;
} has;

static int
odd_open(void **engine, const struct store_place *p, bool *fresh,
    struct err *e)
{
	(void)p;
	(void)e;
	*engine = &has;
	*fresh = false;
	return 0;
}

static void
odd_close(void *engine)
{
	assert_ptr_equal(engine, &has);
}

static int
away(struct err *e)
{
	return err_temp(e, 0, "the disk is away");
}

/* The bytes of a record. */
static struct store_bytes
bytes_of(struct store_bytes key, struct store_bytes data, unsigned version)
{
	static unsigned char bytes[RECORD_MAX];
	const struct store_record r = { data, 1, version };
	struct store_bytes out = { bytes, record_encode(bytes, key, &r) };

	if (out.len == 0) { /* the key is too long for one */
		memset(bytes, 0, RECORD_HEAD);
		out.len = RECORD_HEAD;
	}
	return out;
}

static enum store_answer
odd_get(void *engine, struct store_bytes key, struct store_bytes *value,
    struct err *e)
{
	(void)engine;
	if (has.get_fails) {
		(void)away(e);
		return STORE_FAILED;
	}
	if (*(const char *)key.data != '\0' || has.own == NULL)
		return STORE_ABSENT;
	*value = bytes_of(key, (struct store_bytes){ has.own, has.own_len },
	    has.version);
	return STORE_FOUND;
}

static enum store_answer
odd_next(void *engine, struct store_bytes *key, struct store_bytes *value,
    struct err *e)
{
	static char name[16];
	unsigned n = 0;

	(void)engine;
	if (has.next_fails) {
		(void)away(e);
		return STORE_FAILED;
	}
	if (key->len > 0 && *(const char *)key->data != '\0' &&
	    (has.key != NULL || sscanf(key->data, "k%u", &n) != 1))
		return STORE_ABSENT;
	if (key->len > 0 && *(const char *)key->data != '\0')
		n++;
	if (has.key == NULL && n >= has.many)
		return STORE_ABSENT;
	(void)snprintf(name, sizeof(name), "k%06u", n);
	*key = has.key != NULL ?
	    (struct store_bytes){ has.key, has.key_len } :
	    (struct store_bytes){ name, strlen(name) };
	*value = bytes_of(*key, stored_text("old"), has.version);
	if (has.damaged)
		value->len = 3;
	return STORE_FOUND;
}

static int
odd_hold(void *engine, struct err *e)
{
	(void)engine;
	(void)e;
	return 0;
}

static int
odd_write(void *engine, struct store_write **w, size_t n, bool *full,
    struct err *e)
{
	size_t i;

	(void)engine;
	if (has.write_fails)
		return away(e);
	*full = has.refuses;
	for (i = 0; i < n; i++)
		w[i]->fate = has.refuses && *(const char *)w[i]->key.data !=
		    '\0' ? STORE_REFUSED : STORE_WRITTEN;
	has.written += (unsigned)n;
	return 0;
}

static const struct store_engine engine = { .open = odd_open,
	.close = odd_close, .get = odd_get, .next = odd_next,
	.hold = odd_hold, .write = odd_write, .release = odd_hold };

static int
setup(void **state)
{
	memset(&has, 0, sizeof(has));
	has.version = 1;
	if (stored_setup(state) == -1)
		return -1;
	((struct stored *)*state)->engine = &engine;
	return 0;
}

static void
an_own_record_of_another_form_is_made_anew(void **state)
{
	static const unsigned char wrong[][9] = { { 1 }, { 2 } };
	static const size_t len[] = { 8, 9 };
	struct stored *st = *state;
	size_t i;

	for (i = 0; i < 2; i++) {
		has.own = wrong[i];
		has.own_len = len[i];
		has.many = 3;
		has.written = 0;
		stored_open(st);
		assert_int_equal(has.written, 1);
		stored_close(st);
	}
}

static void
what_cannot_be_read_at_the_start_is_told(void **state)
{
	struct stored *st = *state;
	struct err e;

	has.get_fails = true;
	assert_int_equal(stored_try(st, &e), -1);
	assert_int_equal(e.class, ERR_TEMP);
	has.get_fails = false;
	has.next_fails = true;
	assert_int_equal(stored_try(st, &e), -1);
	assert_int_equal(e.class, ERR_TEMP);
	has.next_fails = false;
	has.write_fails = true;
	assert_int_equal(stored_try(st, &e), -1);
	assert_int_equal(e.class, ERR_TEMP);
}

static int
too_long(void *arg, struct store_bytes key, struct store_record *r,
    struct err *e)
{
	static char much[STORE_VALUE_MAX + 1];

	(void)arg;
	(void)key;
	(void)e;
	r->data = (struct store_bytes){ much, sizeof(much) };
	return 0;
}

static int
renew(void *arg, struct store_bytes key, struct store_record *r,
    struct err *e)
{
	struct stored *st = arg;

	(void)key;
	(void)e;
	st->migrated++;
	r->data = stored_text("new");
	return 0;
}

/* More than go into one transaction. */
static void
what_cannot_be_migrated_is_told(void **state)
{
	struct stored *st = *state;
	struct err e;

	st->version = 2;
	st->migrate = too_long;
	has.many = 1;
	assert_int_equal(stored_try(st, &e), -1);
	assert_int_equal(e.class, ERR_PERM);
	st->migrate = renew;
	has.many = STORE_BATCH_MAX + 10;
	has.write_fails = true;
	assert_int_equal(stored_try(st, &e), -1);
	assert_int_equal(e.class, ERR_TEMP);
	assert_int_equal(st->migrated, STORE_BATCH_MAX);
	has.write_fails = false;
	st->migrated = 0;
	stored_open(st);
	assert_int_equal(st->migrated, has.many);
	assert_int_equal(has.written, has.many + 1);
	stored_close(st);
}

static int
tell(void *arg, struct store_bytes key, const struct store_record *r)
{
	(void)key;
	(void)r;
	++*(unsigned *)arg;
	return 0;
}

/* Keys that are longer than any of ours, and records that are cut. */
static void
what_is_damaged_counts_as_none(void **state)
{
	static char key[STORE_KEY_MAX + 100];
	struct stored *st = *state;
	unsigned told = 0;
	struct store_walk w = { .tell = tell, .arg = &told };
	struct err e;
	int i;

	memset(key, 'k', sizeof(key));
	st->version = 2;
	st->migrate = renew;
	for (i = 0; i < 2; i++) {
		has.key = i == 0 ? key : NULL;
		has.key_len = sizeof(key);
		has.damaged = i == 1;
		has.many = 5;
		stored_open(st);
		assert_int_equal(store_walk(st->store, &w, 100, &e), 0);
		w.len = 0;
		w.done = false;
		assert_int_equal(store_walk(st->store, &w, 1, &e), 0);
		w.len = 0;
		w.done = false;
		assert_int_equal(store_sweep(st->store, STORED_NOW + 90, 1),
		    0);
		assert_int_equal(store_sweep(st->store, STORED_NOW + 90, 100),
		    0);
		stored_close(st);
	}
	assert_int_equal(told + st->migrated, 0);
	assert_true(st->told > 0);
}

/* What had no room is not there, though it was taken at first. */
static void
what_is_refused_is_not_there(void **state)
{
	struct stored *st = *state;
	struct store_record r = { stored_text("x"), STORE_NEVER, 0 };
	struct err e;

	stored_open(st);
	has.refuses = true;
	assert_int_equal(store_put(st->store, stored_text("a"), &r, &e), 0);
	assert_int_equal(store_get(st->store, stored_text("a"), &r, &e),
	    STORE_FOUND);
	assert_int_equal(store_commit(st->store, STORED_NOW, &e), -1);
	assert_int_equal(store_get(st->store, stored_text("a"), &r, &e),
	    STORE_ABSENT);
	has.refuses = false;
	stored_close(st);
}

static void
a_store_of_others_needs_memory_too(void **state)
{
	static const struct store_ways ways = { .arg = NULL };
	struct err e;

	(void)state;
	failing_nth(FAILING_MEMORY, 1, 12);
	assert_null(store_over(&ways, &e));
	assert_true(failing_end());
	assert_int_equal(e.class, ERR_TEMP);
}

#define WITH(test) \
	cmocka_unit_test_setup_teardown(test, setup, stored_teardown)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(an_own_record_of_another_form_is_made_anew),
		WITH(what_cannot_be_read_at_the_start_is_told),
		WITH(what_cannot_be_migrated_is_told),
		WITH(what_is_damaged_counts_as_none),
		WITH(what_is_refused_is_not_there),
		WITH(a_store_of_others_needs_memory_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
