/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "smtp/helo.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static uint64_t
number(const char *name)
{
	return helo_number(name, strlen(name));
}

static uint64_t
hear(const char *line)
{
	return helo_hear(line, strlen(line));
}

/* The numbers are those of FNV-1a's own tables: of "a" and "foobar". */
static void
helo_number_is_that_of_a_name_in_any_case(void **state)
{
	(void)state;
	assert_true(number("a") == UINT64_C(0xaf63dc4c8601ec8c));
	assert_true(number("foobar") == UINT64_C(0x85944171f73967e8));
	assert_true(number("FooBar") == number("foobar"));
	assert_true(number("  foobar\t x") == number("foobar"));
	assert_true(number("foobaz") != number("foobar"));
	assert_true(number("") == 0);
	assert_true(number(" \t") == 0);
	assert_true(helo_number("a\0b", 3) != number("a"));
}

static void
helo_hear_hears_helo_alone(void **state)
{
	(void)state;
	assert_true(hear("HELO foobar") == number("foobar"));
	assert_true(hear("ehlo FOOBAR ") == number("foobar"));
	assert_true(hear("EHLO") == 0);
	assert_true(hear("EHLO ") == 0);
	assert_true(hear("LHLO foobar") == 0);
	assert_true(hear("MAIL FROM:<a@foobar>") == 0);
	assert_true(hear("") == 0);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(helo_number_is_that_of_a_name_in_any_case),
		cmocka_unit_test(helo_hear_hears_helo_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
