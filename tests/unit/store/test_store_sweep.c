/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/store_sweep.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/stored.h"
#include "store/store_commit.h"

#define NOW STORED_NOW
#define DAY 86400
#define RECORDS 2000u

/* Records of which the nth goes after n hours. */
static void
fill(struct stored *st)
{
	struct store_record r = { stored_text("v"), 0, 0 };
	struct err e;
	char key[16];
	unsigned i;

	for (i = 1; i <= RECORDS; i++) {
		(void)snprintf(key, sizeof(key), "k%u", i * 7919 % 10007);
		r.expires_s = NOW + (int64_t)i * 3600;
		assert_int_equal(store_put(st->store, stored_text(key), &r,
		    &e), 0);
	}
	assert_int_equal(store_commit(st->store, NOW, &e), 0);
}

/* All of a pass that begins at now_s. */
static unsigned
pass(struct stored *st, int64_t now_s)
{
	unsigned gone = 0, i;
	struct err e;

	for (i = 0; i < RECORDS / 50 + 1; i++)
		gone += store_sweep(st->store, now_s, 50);
	assert_int_equal(store_commit(st->store, now_s, &e), 0);
	return gone;
}

static void
sweep_deletes_what_is_past_its_time(void **state)
{
	struct stored *st = *state;

	st->size = 4 << 20;
	stored_open(st);
	fill(st);
	assert_int_equal(pass(st, NOW), 0);
	assert_int_equal(pass(st, NOW + 3600), 1);
	assert_int_equal(pass(st, NOW + 3659), 0); /* not yet again */
	assert_int_equal(pass(st, NOW + 10 * 3600), 9);
	assert_null(stored_get(st, "k7919"));
	assert_string_equal(stored_get(st, "k2059"), "v"); /* the 34th */
	stored_close(st);
	stored_open(st);
	assert_null(stored_get(st, "k7919"));
}

static void
sweep_takes_no_more_than_its_budget(void **state)
{
	struct stored *st = *state;

	stored_open(st);
	fill(st);
	assert_true(store_sweep(st->store, NOW + DAY, 100) <= 100);
	assert_int_equal(store_waiting(st->store) <= 100, 1);
}

static void
sweep_leaves_what_was_put_anew(void **state)
{
	struct store_record r = { stored_text("w"), NOW + 9 * DAY, 0 };
	struct stored *st = *state;
	struct err e;

	stored_open(st);
	fill(st);
	assert_int_equal(store_put(st->store, stored_text("k7919"), &r, &e),
	    0); /* the first; not committed yet */
	assert_int_equal(pass(st, NOW + 2 * 3600), 1); /* the second */
	assert_string_equal(stored_get(st, "k7919"), "w");
	assert_int_equal(pass(st, NOW + 3 * 3600), 1);
	assert_string_equal(stored_get(st, "k7919"), "w");
}

static void
a_clock_ten_years_ahead_expires_a_day(void **state)
{
	struct stored *st = *state;
	int64_t ahead = NOW + INT64_C(3650) * DAY;

	st->size = 4 << 20;
	stored_open(st);
	fill(st);
	assert_int_equal(pass(st, NOW), 0);
	assert_int_equal(pass(st, ahead), 24);
	assert_int_equal(pass(st, ahead + 30), 0);
	assert_int_equal(pass(st, NOW + 120), 0); /* and it is right again */
	/* the same after it was stopped and started with a wrong clock */
	stored_close(st);
	stored_open(st);
	assert_int_equal(pass(st, ahead), 0); /* these are gone already */
	assert_int_equal(pass(st, ahead + 60), 24);
}

static void
a_clock_that_went_back_expires_nothing(void **state)
{
	struct stored *st = *state;

	st->size = 4 << 20;
	stored_open(st);
	fill(st);
	assert_int_equal(pass(st, NOW), 0);
	assert_int_equal(pass(st, NOW - DAY), 0);
	assert_int_equal(pass(st, NOW - 100 * DAY), 0);
	assert_int_equal(pass(st, NOW - 99 * DAY), 0);
	/* it takes as many minutes as it was away */
	assert_int_equal(pass(st, NOW + 3600), 0);
	assert_int_equal(pass(st, NOW + 3660), 0);
	assert_int_equal(pass(st, NOW + 3720), 1);
}

#define WITH(test) \
	cmocka_unit_test_setup_teardown(test, stored_setup, stored_teardown)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(sweep_deletes_what_is_past_its_time),
		WITH(sweep_takes_no_more_than_its_budget),
		WITH(sweep_leaves_what_was_put_anew),
		WITH(a_clock_ten_years_ahead_expires_a_day),
		WITH(a_clock_that_went_back_expires_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
