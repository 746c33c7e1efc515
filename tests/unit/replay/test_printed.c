/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/printed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <stdlib.h>

static void
counts_have_commas(void **state)
{
	char out[PRINTED_SIZE];

	(void)state;
	assert_string_equal(printed_count(out, 0), "0");
	assert_string_equal(printed_count(out, 999), "999");
	assert_string_equal(printed_count(out, 1000), "1,000");
	assert_string_equal(printed_count(out, 1204331), "1,204,331");
	assert_string_equal(printed_count(out, UINT64_MAX),
	    "18,446,744,073,709,551,615");
}

static void
strange_bytes_are_not_printed(void **state)
{
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	(void)state;
	assert_non_null(out);
	printed_column(out, "a\033[2J\xff\x7f", 9);
	printed_text(out, "|");
	assert_int_equal(fclose(out), 0);
	assert_string_equal(text, "a?[2J??  |");
	free(text);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_have_commas),
		cmocka_unit_test(strange_bytes_are_not_printed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
