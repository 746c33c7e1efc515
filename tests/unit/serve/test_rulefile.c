/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/rulefile.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/tell.h"
#include "lib/fixture.h"
#include "lib/scarce.h"
#include "rule/settings.h"

static struct fixture f;
static struct tell log_;
static uv_loop_t loop;
static struct rulefile file;
static char path[FIXTURE_PATH], said[65536];
static int log_end, changes;

static void
on_changed(void *arg, struct rules *now)
{
	assert_ptr_equal(arg, &changes);
	assert_ptr_equal(now, file.now);
	changes++;
}

static void
write_rules(const char *text)
{
	fixture_text(&f, "rules", text);
}

static int32_t
delay(const struct rules *r)
{
	return r->library->rules.settings.number[SET_GREYLIST_DELAY];
}

static int
begin(void **state)
{
	int fd[2];

	(void)state;
	fixture_begin(&f);
	(void)fixture_path(&f, path, "rules");
	assert_int_equal(pipe(fd), 0);
	log_end = fd[0];
	(void)fcntl(log_end, F_SETFL, O_NONBLOCK);
	log_ = (struct tell){ "prog", fd[1], 0 };
	assert_int_equal(uv_loop_init(&loop), 0);
	file = (struct rulefile){ .path = path, .tell = &log_,
		.changed = on_changed, .arg = &changes };
	changes = 0;
	return 0;
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

/* Until n changes were told; an alarm ends a test that waits for ever. */
static void
until(int n)
{
	(void)alarm(20);
	while (changes < n)
		(void)uv_run(&loop, UV_RUN_ONCE);
	(void)alarm(0);
}

static const char *
log_says(void)
{
	ssize_t n = read(log_end, said, sizeof(said) - 1);

	said[n > 0 ? n : 0] = '\0';
	return said;
}

static void
rules_that_change_are_read(void **state)
{
	struct rules *old;

	(void)state;
	write_rules("greylist_delay 1s\n");
	assert_int_equal(rulefile_begin(&file, &f.e), 0);
	assert_int_equal(delay(file.now), 1);
	rulefile_watch(&file, &loop);
	old = rules_hold(file.now);
	write_rules("greylist_delay 22s\n");
	until(1);
	assert_int_equal(delay(file.now), 22);
	assert_int_equal(delay(old), 1); /* for those who began with them */
	rules_drop(old);
	assert_non_null(strstr(log_says(), "has been read anew"));
	rulefile_close(&file);
}

static void
of_many_errors_some_are_told(void **state)
{
	char text[2048] = "";
	const char *at;
	unsigned i, told = 0;

	(void)state;
	for (i = 0; i < 100; i++)
		(void)strcat(text, "block ^(a\n");
	write_rules(text);
	assert_int_equal(rulefile_begin(&file, &f.e), -1);
	for (at = log_says(); (at = strstr(at, "rules:")) != NULL; at++)
		told++;
	assert_in_range(told, 1, 99);
}

/* Each allocation fails once, of what libraries do for it, too. */
static bool
begin_once(void *arg)
{
	struct err e = { .class = ERR_NONE };
	int rc = rulefile_begin(&file, &e);

	(void)arg;
	assert_true(rc == 0 || e.class == ERR_TEMP);
	rulefile_close(&file);
	(void)log_says();
	return rc == 0;
}

static void
without_memory_nothing_is_read(void **state)
{
	(void)state;
	write_rules("greylist_delay 1s\n");
	assert_int_equal(scarce_each(begin_once, NULL) > 0, scarce_can());
}

static void
rules_that_are_wrong_are_not_taken(void **state)
{
	(void)state;
	write_rules("greylist_delay 1s\nblock ^(a\n");
	assert_int_equal(rulefile_begin(&file, &f.e), -1);
	assert_int_equal(f.e.class, ERR_PERM);
	assert_non_null(strstr(log_says(), "rules:2:"));
	write_rules("greylist_delay 1s\nblock a.com\n"); /* has a warning */
	assert_int_equal(rulefile_begin(&file, &f.e), 0);
	assert_string_equal(log_says(), "");
	rulefile_watch(&file, &loop);
	write_rules("greylist_delay 1s\nblock ^(a\n");
	rulefile_again(&file);
	while (strstr(log_says(), "is not taken") == NULL)
		(void)uv_run(&loop, UV_RUN_ONCE);
	assert_non_null(strstr(said, "rules:2:"));
	assert_int_equal(delay(file.now), 1);
	(void)unlink(path); /* no reason to do anything, unless told to */
	rulefile_again(&file);
	while (strstr(log_says(), "is not taken") == NULL)
		(void)uv_run(&loop, UV_RUN_ONCE);
	assert_int_equal(delay(file.now), 1);
	assert_int_equal(changes, 0);
	rulefile_close(&file);
}

/* However many ask for it, one reading is under way and one stands behind. */
static void
many_requests_are_two_readings(void **state)
{
	int i;

	(void)state;
	write_rules("greylist_delay 1s\n");
	assert_int_equal(rulefile_begin(&file, &f.e), 0);
	rulefile_watch(&file, &loop);
	for (i = 0; i < 1000; i++)
		rulefile_again(&file);
	write_rules("greylist_delay 3s\n"); /* the second sees this */
	until(2);
	assert_int_equal(delay(file.now), 3);
	assert_false(file.reading);
	assert_int_equal(changes, 2);
	rulefile_close(&file);
}

static void
closing_waits_for_the_thread(void **state)
{
	(void)state;
	write_rules("greylist_delay 1s\n");
	assert_int_equal(rulefile_begin(&file, &f.e), 0);
	rulefile_watch(&file, &loop);
	rulefile_again(&file);
	rulefile_again(&file);
	rulefile_close(&file); /* the loop ends, memory is given back: end */
	assert_int_equal(uv_run(&loop, UV_RUN_DEFAULT), 0);
	assert_int_equal(changes, 0);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(rules_that_change_are_read,
		    begin, end),
		cmocka_unit_test_setup_teardown(
		    rules_that_are_wrong_are_not_taken, begin, end),
		cmocka_unit_test_setup_teardown(
		    of_many_errors_some_are_told, begin, end),
		cmocka_unit_test_setup_teardown(
		    without_memory_nothing_is_read, begin, end),
		cmocka_unit_test_setup_teardown(
		    many_requests_are_two_readings, begin, end),
		cmocka_unit_test_setup_teardown(closing_waits_for_the_thread,
		    begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
