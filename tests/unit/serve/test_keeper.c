/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/keeper.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/tell.h"
#include "lib/fixture.h"
#include "state/key.h"
#include "store/store.h"

static struct fixture f;
static struct tell log_ = { "prog", 2, 0 };
static uv_loop_t loop;
static struct keeper k;

static int
begin(void **state)
{
	(void)state;
	(void)alarm(20);
	fixture_begin(&f);
	k = (struct keeper){ .tell = &log_ };
	return uv_loop_init(&loop);
}

static int
end(void **state)
{
	(void)state;
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&loop), 0);
	fixture_end(&f);
	return 0;
}

static void
open_store(void)
{
	if (keeper_open(&k, f.dir, 1 << 20, time(NULL), &f.e) == -1)
		fail_msg("%s", f.e.msg);
}

static struct key
key_of(const char *domain)
{
	struct key key;

	assert_int_equal(key_of_domain(&key, domain), 0);
	return key;
}

static void
put(const char *domain, int64_t expires_s)
{
	const struct store_record r = { { "x", 1 }, expires_s, 0 };
	struct key key = key_of(domain);

	assert_int_equal(store_put(k.store, key_bytes(&key), &r, &f.e), 0);
	keeper_changed(&k);
}

static bool
has(const char *domain)
{
	struct key key = key_of(domain);
	struct store_record r;

	return store_get(k.store, key_bytes(&key), &r, &f.e) == STORE_FOUND;
}

static void
changes_are_written_soon_and_together(void **state)
{
	uint64_t from;

	(void)state;
	open_store();
	keeper_start(&k, &loop);
	put("a.example", time(NULL) + 1000);
	from = uv_now(&loop);
	put("b.example", time(NULL) + 1000);
	assert_false(keeper_is_settled(&k));
	while (!keeper_is_settled(&k))
		(void)uv_run(&loop, UV_RUN_ONCE);
	assert_true(uv_now(&loop) - from < 1000); /* 50 ms, and the disk */
	assert_int_equal(k.commits, 1);
	assert_int_equal(k.failed, 0);
	keeper_stop(&k);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(keeper_close(&k, time(NULL), &f.e), 0);
	open_store();
	assert_true(has("a.example"));
	assert_true(has("b.example"));
	assert_int_equal(keeper_close(&k, time(NULL), &f.e), 0);
}

/* Stopped in the middle: what a thread writes is written, what came later is
 * written at the end. */
static void
nothing_is_lost_at_the_end(void **state)
{
	(void)state;
	open_store();
	keeper_start(&k, &loop);
	put("a.example", time(NULL) + 1000);
	while (k.batch == NULL && k.commits == 0)
		(void)uv_run(&loop, UV_RUN_ONCE);
	put("b.example", time(NULL) + 1000);
	keeper_stop(&k);
	keeper_stop(&k);
	put("c.example", time(NULL) + 1000);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(keeper_close(&k, time(NULL), &f.e), 0);
	open_store();
	assert_true(has("a.example"));
	assert_true(has("b.example"));
	assert_true(has("c.example"));
	assert_int_equal(keeper_close(&k, time(NULL), &f.e), 0);
}

static void
what_is_past_its_time_goes(void **state)
{
	(void)state;
	open_store();
	k.stopped = true; /* there are no timers yet */
	put("a.example", time(NULL) - 1000);
	put("b.example", time(NULL) + 1000);
	assert_int_equal(keeper_close(&k, time(NULL), &f.e), 0);
	k = (struct keeper){ .tell = &log_ };
	open_store();
	keeper_start(&k, &loop);
	while (k.expired < 1)
		(void)uv_run(&loop, UV_RUN_ONCE);
	assert_false(has("a.example"));
	assert_true(has("b.example"));
	keeper_stop(&k);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(keeper_close(&k, time(NULL), &f.e), 0);
}

static void
a_folder_has_one_keeper(void **state)
{
	(void)state;
	k.tell = &log_;
	assert_int_equal(keeper_open(&k, "/dev/null/none", 1 << 20, 1, &f.e),
	    -1);
	assert_int_equal(f.e.class, ERR_PERM);
	assert_null(k.store);
	assert_int_equal(keeper_close(&k, 1, &f.e), 0); /* nothing */
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	static const struct CMUnitTest tests[] = {
		TEST(changes_are_written_soon_and_together),
		TEST(nothing_is_lost_at_the_end),
		TEST(what_is_past_its_time_goes),
		TEST(a_folder_has_one_keeper),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
