/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/store_walk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/stored.h"
#include "store/store_commit.h"

/* What a walk told: "KEY=VALUE " each. */
struct heard {
	char text[256];
	const char *stop; /* at this key, once */
};

static int
tell(void *arg, struct store_bytes key, const struct store_record *r)
{
	struct heard *h = arg;
	size_t len = strlen(h->text);

	if (h->stop != NULL && strlen(h->stop) == key.len &&
	    memcmp(h->stop, key.data, key.len) == 0) {
		h->stop = NULL;
		return 7;
	}
	(void)snprintf(h->text + len, sizeof(h->text) - len, "%.*s=%.*s ",
	    (int)key.len, (const char *)key.data, (int)r->data.len,
	    (const char *)r->data.data);
	return 0;
}

static void
put(struct stored *st, const char *key, const char *value)
{
	struct store_record r = { stored_text(value), STORE_NEVER, 0 };
	struct err e;

	assert_int_equal(store_put(st->store, stored_text(key), &r, &e), 0);
}

static void
walk_tells_all_in_order_some_at_a_time(void **state)
{
	struct stored *st = *state;
	struct heard h = { .stop = NULL };
	struct store_walk w = { .tell = tell, .arg = &h };
	struct err e = { 0 };

	stored_open(st);
	put(st, "b", "2");
	put(st, "a", "1");
	put(st, "ab", "3");
	put(st, "\xff", "4");
	assert_int_equal(store_commit(st->store, STORED_NOW, &e), 0);
	assert_int_equal(store_walk(st->store, &w, 2, &e), 0);
	assert_string_equal(h.text, "a=1 ab=3 ");
	assert_false(w.done);
	put(st, "aa", "0"); /* behind us */
	put(st, "b", "5");  /* newer than what is committed */
	assert_int_equal(store_commit(st->store, STORED_NOW, &e), 0);
	put(st, "b", "6");
	assert_int_equal(store_walk(st->store, &w, 1, &e), 0);
	assert_int_equal(store_delete(st->store, stored_text("\xff"), &e), 0);
	assert_int_equal(store_walk(st->store, &w, 9, &e), 0);
	assert_true(w.done);
	assert_string_equal(h.text, "a=1 ab=3 b=6 ");
	assert_int_equal(store_walk(st->store, &w, 9, &e), 0);
	assert_string_equal(h.text, "a=1 ab=3 b=6 ");
}

static void
walk_comes_back_to_where_it_was_stopped(void **state)
{
	struct stored *st = *state;
	struct heard h = { .stop = "b" };
	struct store_walk w = { .tell = tell, .arg = &h };
	struct err e = { 0 };

	stored_open(st);
	put(st, "a", "1");
	put(st, "b", "2");
	put(st, "c", "3");
	assert_int_equal(store_commit(st->store, STORED_NOW, &e), 0);
	assert_int_equal(store_walk(st->store, &w, 9, &e), 7);
	assert_string_equal(h.text, "a=1 ");
	assert_int_equal(store_walk(st->store, &w, 9, &e), 0);
	assert_string_equal(h.text, "a=1 b=2 c=3 ");
	assert_true(w.done);
}

static void
walk_of_nothing_is_done(void **state)
{
	struct stored *st = *state;
	struct heard h = { .stop = NULL };
	struct store_walk w = { .tell = tell, .arg = &h };
	struct err e = { 0 };

	stored_open(st);
	assert_int_equal(store_walk(st->store, &w, 1, &e), 0);
	assert_true(w.done);
	assert_string_equal(h.text, "");
}

#define WITH(test) \
	cmocka_unit_test_setup_teardown(test, stored_setup, stored_teardown)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(walk_tells_all_in_order_some_at_a_time),
		WITH(walk_comes_back_to_where_it_was_stopped),
		WITH(walk_of_nothing_is_done),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
