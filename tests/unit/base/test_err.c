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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(err_carries_the_class_and_the_reason),
		cmocka_unit_test(err_cuts_what_is_too_long),
		cmocka_unit_test(err_memory_may_pass_by_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
