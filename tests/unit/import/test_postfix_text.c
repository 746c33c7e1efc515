/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "import/postfix_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* pcre_table(5), "TEXT SUBSTITUTION", and what postmap(1) of Postfix 3.7 takes
 * and refuses. */
static void
groups_are_named_in_three_ways(void **state)
{
	static const struct {
		const char *text, *want; /* NULL: not taken */
		const char *named;
		unsigned highest;
	} row[] = {
		{ "no group", "no group", "", 0 },
		{ "$$5 $$", "$5 $", "", 0 },
		{ "$1 ${2}x $(3)y", "$1 ${2}x $(3)y", "$1 ${2} $(3)", 3 },
		{ "$7-$2", "$7-$2", "$7 $2", 7 },
		{ "${007}", "${007}", "${007}", 7 },
		{ "$12", "$12", "$12", 12 },
		{ "$0", NULL, "", 0 }, { "$00", NULL, "", 0 },
		{ "$", NULL, "", 0 }, { "a $ b", NULL, "", 0 },
		{ "${1", NULL, "", 0 }, { "$(1", NULL, "", 0 },
		{ "${1)", NULL, "", 0 }, { "${}", NULL, "", 0 },
		{ "$x", NULL, "", 0 }, { "$1x", NULL, "", 0 },
		{ "$1_", NULL, "", 0 }, { "$1Z", NULL, "", 0 },
		{ "${1 }", NULL, "", 0 }, { "$65536", NULL, "", 0 },
		{ "$123456789", NULL, "", 0 },
		{ "$1@ $1[ $1` $1{ $1/ $1:", "$1@ $1[ $1` $1{ $1/ $1:",
		    "$1 $1 $1 $1 $1 $1", 1 },
	};
	struct postfix_text got;
	char text[64];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		(void)strcpy(text, row[i].text);
		if (postfix_text_read(&got, text) != (row[i].want != NULL))
			fail_msg("%s", row[i].text);
		if (row[i].want == NULL)
			continue;
		assert_string_equal(text, row[i].want);
		assert_string_equal(got.named, row[i].named);
		assert_int_equal(got.highest, row[i].highest);
	}
}

/* What has no room is not told. */
static void
names_are_cut(void **state)
{
	struct postfix_text got;
	char text[256] = "";
	int i;

	(void)state;
	for (i = 0; i < 40; i++)
		(void)strcat(text, "$10 ");
	assert_true(postfix_text_read(&got, text));
	assert_int_equal(got.highest, 10);
	assert_in_range(strlen(got.named), sizeof(got.named) - 6,
	    sizeof(got.named) - 1);
	assert_int_equal(strncmp(got.named, "$10 $10 ", 8), 0);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(groups_are_named_in_three_ways),
		cmocka_unit_test(names_are_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
