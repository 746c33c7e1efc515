/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/alternatives.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void
alternatives_stand_between_commas(void **state)
{
	static const char *const row[][2] = { { "a", "[a]" },
		{ "a,bc,d", "[a][bc][d]" }, { "", "[]" }, { ",", "[][]" },
		{ "a,,b", "[a][][b]" }, { "a b, c", "[a b][ c]" },
		{ "a=1,2", "[a=1][2]" } };
	char got[64];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct alternatives a = alternatives_of(row[i][0]);

		got[0] = '\0';
		while (alternatives_next(&a))
			(void)snprintf(got + strlen(got),
			    sizeof(got) - strlen(got), "[%.*s]", (int)a.len,
			    a.text);
		assert_string_equal(got, row[i][1]);
		assert_false(alternatives_next(&a));
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(alternatives_stand_between_commas),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
