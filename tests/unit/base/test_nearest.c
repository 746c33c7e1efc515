/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/nearest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Levenshtein's distances, counted by hand. */
static void
nearest_is_within_two_edits(void **state)
{
	static const struct {
		const char *word, *candidate;
		unsigned edits; /* 3: more than two */
	} row[] = {
		{ "block", "block", 0 }, { "blok", "block", 1 },
		{ "blockk", "block", 1 }, { "black", "block", 1 },
		{ "lbock", "block", 2 }, { "bluck", "black", 1 },
		{ "blk", "block", 2 }, { "bk", "block", 3 },
		{ "kitten", "sitting", 3 }, { "saturday", "sunday", 3 },
		{ "", "ab", 2 }, { "", "abc", 3 }, { "ab", "", 2 },
		{ "pass", "Pass", 1 },
		{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		    "block", 3 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct nearest n = { row[i].word, NULL, 0 };

		nearest_offer(&n, row[i].candidate);
		if (row[i].edits == 3) {
			assert_null(n.best);
			continue;
		}
		assert_ptr_equal(n.best, row[i].candidate);
		assert_int_equal(n.distance, row[i].edits);
	}
}

static void
nearest_keeps_the_best_and_the_first_of_equals(void **state)
{
	struct nearest n = { "scor", NULL, 0 };

	(void)state;
	nearest_offer(&n, "spar");
	assert_string_equal(n.best, "spar");
	nearest_offer(&n, "score");
	assert_string_equal(n.best, "score");
	nearest_offer(&n, "scar");
	assert_string_equal(n.best, "score");
	nearest_offer(&n, "mark");
	assert_string_equal(n.best, "score");
	nearest_offer(&n, "scor");
	assert_int_equal(n.distance, 0);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(nearest_is_within_two_edits),
		cmocka_unit_test(
		    nearest_keeps_the_best_and_the_first_of_equals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
