/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/dnsloop.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/failing.h"

static uv_loop_t loop;
static const struct exchange_options options = { .servers = "127.0.0.1:1",
	.timeout_ms = 100, .cache_s = 60 };

static int
begin(void **state)
{
	(void)state;
	return uv_loop_init(&loop);
}

static int
end(void **state)
{
	(void)state;
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&loop), 0);
	return 0;
}

static void
it_goes_on_with_the_same_options_only(void **state)
{
	struct exchange_options o = options;
	struct dnsloop *d;
	struct err e;

	(void)state;
	d = dnsloop_new(&loop, &options, &e);
	assert_non_null(d);
	assert_true(dnsloop_is(d, &options));
	o.servers = "127.0.0.1:2";
	assert_false(dnsloop_is(d, &o));
	o = options;
	o.timeout_ms++;
	assert_false(dnsloop_is(d, &o));
	o = options;
	o.cache_s++;
	assert_false(dnsloop_is(d, &o));
	assert_ptr_equal(dnsloop_hold(d), d);
	dnsloop_drop(d);
	assert_true(dnsloop_is(d, &options));
	dnsloop_drop(d);
	dnsloop_drop(NULL);
}

/* Each allocation fails once: nothing is left, which end finds. */
static void
without_memory_it_does_not_begin(void **state)
{
	struct dnsloop *d;
	struct err e;
	unsigned nth = 0;

	(void)state;
	do {
		failing_nth(FAILING_MEMORY, ++nth, ENOMEM);
		d = dnsloop_new(&loop, &options, &e);
		if (d == NULL)
			assert_int_equal(e.class, ERR_TEMP);
		dnsloop_drop(d);
	} while (failing_end());
	assert_non_null(d);
	assert_true(nth > 2);
}

static void
servers_that_do_not_read_are_told(void **state)
{
	struct exchange_options o = options;
	struct err e = { .class = ERR_NONE };

	(void)state;
	o.servers = "nowhere";
	assert_null(dnsloop_new(&loop, &o, &e));
	assert_int_not_equal(e.class, ERR_NONE);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	static const struct CMUnitTest tests[] = {
		TEST(it_goes_on_with_the_same_options_only),
		TEST(without_memory_it_does_not_begin),
		TEST(servers_that_do_not_read_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
