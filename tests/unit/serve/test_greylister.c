/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/greylister.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/tell.h"
#include "lib/failing.h"
#include "lib/fixture.h"
#include "lib/later.h"
#include "serve/greenfile.h"
#include "serve/keeper.h"
#include "serve/statistics.h"
#include "share/deed.h"

static struct fixture f;
static struct tell log_ = { "prog", 2, 0 };
static uv_loop_t loop;
static struct keeper keeper;
static struct statistics count;
static struct greenfile green;
static struct greylister g;
static unsigned told;
static enum greylist_answer answer;

static void
on_told(void *arg, enum greylist_answer a, unsigned seconds)
{
	assert_ptr_equal(arg, &g);
	(void)seconds;
	told++;
	answer = a;
}

static const struct greylister_call call = { on_told, &g };
static const struct greylister_call nobody = { NULL, NULL };
static const struct greylist_client client = {
	.ip = { { 192, 0, 2, 7 }, 32 }, .domain = "a.example" };

static int
begin(void **state)
{
	(void)state;
	(void)alarm(30);
	fixture_begin(&f);
	fixture_load(&f, "greylist_delay 0\n");
	memset(&count, 0, sizeof(count));
	assert_int_equal(uv_loop_init(&loop), 0);
	keeper = (struct keeper){ .tell = &log_ };
	assert_int_equal(keeper_open(&keeper, f.dir, 64 << 20, time(NULL),
	    &f.e), 0);
	keeper_start(&keeper, &loop);
	assert_int_equal(greenfile_open(&green, "", 86400, time(NULL), &log_,
	    &f.e), 0);
	g = (struct greylister){ .keeper = &keeper, .green = &green,
		.count = &count };
	greylister_set(&g, &f.rules.settings);
	told = 0;
	return 0;
}

static int
end(void **state)
{
	(void)state;
	keeper_stop(&keeper);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&loop), 0);
	assert_int_equal(keeper_close(&keeper, time(NULL), &f.e), 0);
	fixture_end(&f);
	return 0;
}

static void
who_comes_first_waits(void **state)
{
	(void)state;
	assert_null(greylister_ask(&g, &client, &call));
	assert_int_equal(answer, GREYLIST_WAIT);
	assert_int_equal(told, 1);
	assert_int_equal(count.n[STAT_GREY_WAIT], 1);
}

static void
without_memory_it_is_said(void **state)
{
	(void)state;
	failing_nth(FAILING_MEMORY, 1, ENOMEM);
	assert_null(greylister_ask(&g, &client, &call));
	assert_true(failing_end());
	assert_int_equal(answer, GREYLIST_FAILED);
	assert_int_equal(count.n[STAT_GREY_FAILED], 1);
	failing_nth(FAILING_MEMORY, 1, ENOMEM);
	assert_null(greylister_note(&g, &client, time(NULL), &call));
	assert_true(failing_end());
	assert_int_equal(told, 2);
	failing_nth(FAILING_MEMORY, 1, ENOMEM);
	assert_null(greylister_note(&g, &client, time(NULL), &nobody));
	assert_true(failing_end());
	assert_int_equal(told, 2);
	assert_int_equal(count.n[STAT_ENVELOPES], 2);
}

/* Without random octets mails are not told apart, and clients still are. */
static void
without_a_secret_mails_are_no_proof(void **state)
{
	struct greylister other = { .keeper = &keeper, .green = &green,
		.count = &count };

	(void)state;
	failing_all("open", EMFILE);
	greylister_set(&other, &f.rules.settings);
	if (failing_end())
		assert_false(other.has_fresh);
	greylister_set(&other, &f.rules.settings);
	assert_true(other.has_fresh);
}

/* A store elsewhere: what a client has named is noted though it is gone. */
static void
a_store_that_fails_is_told(void **state)
{
	struct greylist_client named = client;

	(void)state;
	later_begin(&keeper);
	assert_non_null(greylister_ask(&g, &client, &call));
	later_go(false);
	assert_int_equal(answer, GREYLIST_FAILED);
	assert_int_equal(told, 1);
	deed_cancel(greylister_ask(&g, &client, &call));
	assert_int_equal(later_waiting(), 0);
	named.sender = "a@b.example";
	named.to = "c@d.example";
	deed_cancel(greylister_ask(&g, &named, &call));
	assert_int_equal(later_waiting(), 1);
	later_go(true);
	assert_int_equal(told, 1);
	later_end(&keeper);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	static const struct CMUnitTest tests[] = {
		TEST(who_comes_first_waits),
		TEST(without_memory_it_is_said),
		TEST(without_a_secret_mails_are_no_proof),
		TEST(a_store_that_fails_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
