/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/err.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void
err_carries_the_class_and_the_reason(void **state)
{
	struct err e = { 0 };

	(void)state;
	assert_int_equal(err_status(&e), 0);
	assert_int_equal(err_temp(&e, 0, "open %s", "x"), -1);
	assert_string_equal(e.msg, "open x");
	assert_int_equal(err_status(&e), 111);
	assert_int_equal(err_perm(&e, ENOENT, "open %s", "x"), -1);
	assert_string_equal(e.msg, "open x: No such file or directory");
	assert_int_equal(err_status(&e), 100);
}

static void
err_passes_unless_a_name_is_wrong(void **state)
{
	struct err e = { 0 };

	(void)state;
	assert_false(err_passes(&e));
	(void)err_temp(&e, EMFILE, "open x");
	assert_true(err_passes(&e));
	(void)err_memory(&e);
	assert_true(err_passes(&e));
	(void)err_temp(&e, ENOENT, "open x");
	assert_false(err_passes(&e));
	(void)err_perm(&e, 0, "x is no file");
	assert_false(err_passes(&e));
}

static void
err_cuts_what_is_too_long(void **state)
{
	char text[2 * sizeof(((struct err *)0)->msg)];
	struct err e = { 0 };

	(void)state;
	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	assert_int_equal(err_perm(&e, ENOENT, "%s", text), -1);
	assert_int_equal(strlen(e.msg), sizeof(e.msg) - 1);
}

static void
err_memory_may_pass_by_itself(void **state)
{
	struct err e = { 0 };

	(void)state;
	assert_int_equal(err_memory(&e), -1);
	assert_string_equal(e.msg, "out of memory");
	assert_int_equal(err_status(&e), 111);
}

static void
err_escape_leaves_printable_ascii_only(void **state)
{
	struct err e = { 0 };
	size_t i, len;
	char c;

	(void)state;
	(void)err_perm(&e, 0, "a\x1b[2J\r\n\t\x9b \\ ~\x7f\xc3\xa4");
	err_escape(&e);
	assert_string_equal(e.msg, "a\\033[2J\\015\\012\\011\\233 \\ ~\\177"
	    "\\303\\244");
	assert_int_equal(err_status(&e), 100);
	for (c = 'a'; c >= '\a'; c = (char)(c - ('a' - '\a'))) {
		memset(e.msg, c, sizeof(e.msg) - 1);
		e.msg[sizeof(e.msg) - 1] = '\0';
		err_escape(&e);
		len = strlen(e.msg);
		assert_in_range(len, sizeof(e.msg) - 4, sizeof(e.msg) - 1);
		for (i = 0; i < len; i++)
			assert_in_range(e.msg[i], ' ', '~');
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(err_carries_the_class_and_the_reason),
		cmocka_unit_test(err_passes_unless_a_name_is_wrong),
		cmocka_unit_test(err_cuts_what_is_too_long),
		cmocka_unit_test(err_escape_leaves_printable_ascii_only),
		cmocka_unit_test(err_memory_may_pass_by_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
