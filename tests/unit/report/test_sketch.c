/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/sketch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct sketch *s;
static struct sketch_count top[10];

static int
begin(void **state)
{
	(void)state;
	return (s = sketch_new()) == NULL ? -1 : 0;
}

static int
end(void **state)
{
	(void)state;
	sketch_free(s);
	return 0;
}

static void
add(const char *key, int times)
{
	while (times-- > 0)
		sketch_add(s, key, strlen(key));
}

static void
few_keys_are_counted_exactly(void **state)
{
	(void)state;
	assert_int_equal(sketch_top(s, top, 10), 0);
	add("b", 3);
	add("a", 3);
	add("c", 7);
	add("", 1);
	assert_int_equal(sketch_top(s, top, 10), 4);
	assert_string_equal(top[0].key, "c");
	assert_int_equal(top[0].count, 7);
	assert_string_equal(top[1].key, "a");
	assert_string_equal(top[2].key, "b");
	assert_string_equal(top[3].key, "");
	assert_int_equal(top[1].over, 0);
	assert_int_equal(sketch_total(s), 14);
	assert_int_equal(sketch_error(s), 0);
	assert_int_equal(sketch_top(s, top, 2), 2);
}

/* Of 200,000 lines, each second of a heavy key, the others all different. */
static void
whoever_comes_often_is_there_within_the_error_told(void **state)
{
	char key[20];
	uint64_t error;
	size_t i;
	int n;

	(void)state;
	for (n = 0; n < 100000; n++) {
		(void)snprintf(key, sizeof(key), "heavy%d", n % 5);
		add(key, 1);
		(void)snprintf(key, sizeof(key), "rare%d", n);
		add(key, 1);
	}
	error = sketch_error(s);
	assert_int_equal(sketch_total(s), 200000);
	assert_true(error > 0 && error <= 200000 / SKETCH_KEYS);
	assert_int_equal(sketch_top(s, top, 5), 5);
	for (i = 0; i < 5; i++) {
		assert_memory_equal(top[i].key, "heavy", 5);
		assert_in_range(top[i].count, 20000, 20000 + error);
		assert_true(top[i].count - top[i].over <= 20000);
	}
}

/* Who takes a place takes its count, too, and it is told which part. */
static void
a_late_key_says_what_is_not_its_own(void **state)
{
	char key[20];
	int n;

	(void)state;
	for (n = 0; n < 3 * SKETCH_KEYS; n++) {
		(void)snprintf(key, sizeof(key), "rare%d", n);
		add(key, 1);
	}
	add("late", 1000);
	assert_int_equal(sketch_top(s, top, 1), 1);
	assert_string_equal(top[0].key, "late");
	assert_int_equal(top[0].count - top[0].over, 1000);
	assert_int_equal(top[0].over, 3);
}

static void
long_keys_are_cut_and_nul_is_shown(void **state)
{
	char key[2 * SKETCH_KEY];

	(void)state;
	memset(key, 'x', sizeof(key));
	sketch_add(s, key, sizeof(key));
	sketch_add(s, key, SKETCH_KEY - 1);
	sketch_add(s, "a\0b", 3);
	assert_int_equal(sketch_top(s, top, 10), 2);
	assert_int_equal(top[0].count, 2);
	assert_int_equal(strlen(top[0].key), SKETCH_KEY - 1);
	assert_string_equal(top[1].key, "a?b");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(few_keys_are_counted_exactly,
		    begin, end),
		cmocka_unit_test_setup_teardown(
		    whoever_comes_often_is_there_within_the_error_told, begin,
		    end),
		cmocka_unit_test_setup_teardown(
		    a_late_key_says_what_is_not_its_own, begin, end),
		cmocka_unit_test_setup_teardown(
		    long_keys_are_cut_and_nul_is_shown, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
