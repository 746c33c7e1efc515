/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define MANY 20000u

static void
table_gives_back_what_was_put(void **state)
{
	static char key[MANY][8];
	struct table t = { 0 };
	uint32_t i, *value;

	(void)state;
	for (i = 0; i < MANY; i++) {
		(void)snprintf(key[i], sizeof(key[i]), "k%u", i);
		assert_null(table_get(&t, key[i], strlen(key[i])));
		value = table_put(&t, key[i], strlen(key[i]));
		assert_non_null(value);
		assert_int_equal(*value, 0);
		*value = i + 1;
		assert_int_equal(t.len, i + 1);
	}
	for (i = 0; i < MANY; i++) {
		char copy[8]; /* the bytes count, not the pointer */

		memcpy(copy, key[i], sizeof(copy));
		value = table_get(&t, copy, strlen(copy));
		assert_non_null(value);
		assert_int_equal(*value, i + 1);
		assert_int_equal(*table_put(&t, key[i], strlen(key[i])),
		    i + 1);
	}
	assert_int_equal(t.len, MANY);
	table_free(&t);
	table_free(&t);
	assert_null(table_get(&t, key[0], strlen(key[0])));
}

static void
table_keys_are_bytes(void **state)
{
	static const char bytes[] = "ab\0cd";
	struct table t = { 0 };
	size_t len;

	(void)state;
	for (len = 0; len < sizeof(bytes); len++)
		*table_put(&t, bytes, len) = (uint32_t)len + 10;
	assert_int_equal(t.len, sizeof(bytes)); /* the empty key too */
	for (len = 0; len < sizeof(bytes); len++)
		assert_int_equal(*table_get(&t, bytes, len), len + 10);
	assert_null(table_get(&t, "ab\0ce", 5));
	table_free(&t);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(table_gives_back_what_was_put),
		cmocka_unit_test(table_keys_are_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
