/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct text
of(const char *word)
{
	return (struct text){ word, strlen(word) };
}

static void
words_are_taken_from_both_ends(void **state)
{
	struct text t = of("one two");

	(void)state;
	assert_false(text_take(&t, "two"));
	assert_false(text_drop(&t, "one"));
	assert_true(text_take(&t, "one "));
	assert_true(text_is(t, "two"));
	assert_true(text_drop(&t, "wo"));
	assert_true(text_is(t, "t"));
	assert_false(text_take(&t, "tt"));
	assert_false(text_drop(&t, "tt"));
	assert_true(text_take(&t, "t"));
	assert_int_equal(t.len, 0);
	assert_true(text_take(&t, ""));
}

static void
what_stands_before_a_byte_is_taken(void **state)
{
	struct text t = of("a:b:c"), before;

	(void)state;
	assert_false(text_until(&before, &t, '/'));
	assert_true(text_is(t, "a:b:c"));
	assert_true(text_until(&before, &t, ':'));
	assert_true(text_is(before, "a") && text_is(t, "b:c"));
	t = of("a:b:c");
	assert_true(text_until_last(&before, &t, ':'));
	assert_true(text_is(before, "a:b") && text_is(t, "c"));
	assert_false(text_until_last(&before, &t, ':'));
	t = of(":");
	assert_true(text_until(&before, &t, ':'));
	assert_true(before.len == 0 && t.len == 0);
	assert_false(text_until(&before, &t, ':'));
}

static void
words_are_counted_and_found(void **state)
{
	struct text t = of("x, y=1, y=2, y"), rest;

	(void)state;
	assert_int_equal(text_count(t, ", y="), 2);
	assert_int_equal(text_count(t, "z"), 0);
	assert_int_equal(text_count(of("aaa"), "aa"), 1);
	assert_true(text_has(t, "y=2") && !text_has(t, "y=3"));
	assert_true(text_behind(&rest, t, ", y="));
	assert_true(text_is(rest, "1, y=2, y"));
	assert_false(text_behind(&rest, of("ab"), "abc"));
	assert_false(text_once(&rest, t, ", y="));
	assert_false(text_once(&rest, t, "z"));
	assert_true(text_once(&rest, t, "=1"));
	assert_true(text_is(rest, ", y=2, y"));
}

static void
bytes_are_left_behind(void **state)
{
	struct text t = of("abc");

	(void)state;
	text_step(&t, 2);
	assert_true(text_is(t, "c"));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_taken_from_both_ends),
		cmocka_unit_test(what_stands_before_a_byte_is_taken),
		cmocka_unit_test(words_are_counted_and_found),
		cmocka_unit_test(bytes_are_left_behind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
