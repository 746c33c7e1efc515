/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/hex.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void
hex_is_that_of_printf(void **state)
{
	char want[3], got[2];
	unsigned n;

	(void)state;
	for (n = 0; n < 256; n++) {
		(void)snprintf(want, sizeof(want), "%02x", n);
		hex_format(got, (unsigned char)n);
		assert_memory_equal(got, want, 2);
		assert_int_equal(hex_value(got[0]) * 16 + hex_value(got[1]),
		    n);
	}
}

static void
hex_has_sixteen_digits(void **state)
{
	unsigned found = 0;
	int c;

	(void)state;
	for (c = -128; c < 128; c++) {
		int value = hex_value((char)c);

		assert_true(value >= -1 && value < 16);
		found += value != -1;
	}
	assert_int_equal(found, 16);
	assert_int_equal(hex_value('A'), -1);
	assert_int_equal(hex_value('\0'), -1);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(hex_is_that_of_printf),
		cmocka_unit_test(hex_has_sixteen_digits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
