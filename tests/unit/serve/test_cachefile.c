/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/cachefile.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/fdio.h"
#include "base/tell.h"
#include "dns/cache.h"
#include "lib/fixture.h"

#define ANSWERS 5000

static const unsigned char key[SIPHASH_KEY_SIZE];
static struct fixture f;
static struct tell log_ = { "prog", 2, 0 };
static uv_loop_t loop;
static struct cache *c;
static struct cachefile file;
static char path[FIXTURE_PATH];

static struct cache *
now(void *arg)
{
	(void)arg;
	return c;
}

static int
begin(void **state)
{
	(void)state;
	(void)alarm(20);
	fixture_begin(&f);
	c = cache_new((size_t)32 << 20, key);
	file = (struct cachefile){ .cache = now, .writer = {
		.path = fixture_path(&f, path, "cache"), .tell = &log_ } };
	return uv_loop_init(&loop);
}

static int
end(void **state)
{
	(void)state;
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&loop), 0);
	cache_free(c);
	fixture_end(&f);
	return 0;
}

static void
put(const char *name, int64_t ttl_ms)
{
	const struct dns_answer a = { .state = DNS_FOUND, .type = DNS_A,
		.why = "", .count = 1, .ip = { { { 192, 0, 2, 1 }, 32 } } };

	cache_put(c, name, &a, fd_now_ms() + ttl_ms);
}

/* Whether the cache has a name now, and for how many seconds. */
static int
seconds_of(const char *name)
{
	struct dns_answer a;
	int s = 0;

	while (cache_get(&a, c, name, DNS_A, fd_now_ms() + 1000 * s))
		s++;
	return s;
}

static void
read_again(unsigned cap_s)
{
	cache_free(c);
	c = cache_new((size_t)32 << 20, key);
	assert_int_equal(cachefile_read(c, path, cap_s), 0);
}

static void
what_is_kept_is_kept_over_a_start(void **state)
{
	char name[64];
	int i;

	(void)state;
	for (i = 0; i < ANSWERS; i++) {
		(void)snprintf(name, sizeof(name), "%d.example", i);
		put(name, 100000);
	}
	put("short.example", 20000);
	put("over.example", -1000);
	cachefile_start(&file, &loop);
	cachefile_write(&file);
	cachefile_write(&file); /* is under way */
	while (file.gathering || writer_is_busy(&file.writer))
		(void)uv_run(&loop, UV_RUN_ONCE);
	cachefile_stop(&file);
	cachefile_end(&file);
	read_again(50);
	assert_int_equal(cache_len(c), ANSWERS + 1);
	assert_in_range(seconds_of("4999.example"), 49, 50); /* the cap */
	assert_in_range(seconds_of("short.example"), 18, 20);
	assert_int_equal(seconds_of("over.example"), 0);
}

static void
the_end_writes_it_too(void **state)
{
	(void)state;
	put("a.example", 100000);
	cachefile_start(&file, &loop);
	cachefile_stop(&file);
	cache_free(c);
	c = NULL; /* it is gone before the file is written */
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	cachefile_end(&file);
	read_again(50);
	assert_int_equal(cache_len(c), 1);
}

static void
other_files_are_passed_over(void **state)
{
	static const char *const text[] = { "", "dhfd-cache 2\n"
	    "9999999999\tA\ta.example\tfound\t192.0.2.1\n",
	    "dhfd-cache 1\nrubbish\n9999999999\tA\ta.example\tfound\tx\n"
	    "1\tA\ta.example\tfound\t192.0.2.1\n",
	    /* cut: the address was another */
	    "dhfd-cache 1\n9999999999\tA\ta.example\tfound\t192.0.2.1" };
	static const unsigned damaged[] = { 1, 1, 2, 1 };
	size_t i;

	(void)state;
	for (i = 0; i < 4; i++) {
		fixture_text(&f, "cache", text[i]);
		assert_int_equal(cachefile_read(c, path, 50), damaged[i]);
		assert_int_equal(cache_len(c), 0);
	}
	assert_int_equal(cachefile_read(c, "/dev/null/none", 50), 0);
	assert_int_equal(cache_len(c), 0);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	static const struct CMUnitTest tests[] = {
		TEST(what_is_kept_is_kept_over_a_start),
		TEST(the_end_writes_it_too),
		TEST(other_files_are_passed_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
