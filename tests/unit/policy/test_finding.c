/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/finding.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void
finding_set_forgets_what_was_found_before(void **state)
{
	struct finding f;

	(void)state;
	memset(&f, 1, sizeof(f)); /* true, where it is a bool */
	finding_set(&f, ANSWER_NO);
	assert_int_equal(f.answer, ANSWER_NO);
	assert_false(f.limited);
	assert_false(f.by_unknown);
	assert_false(f.moot);
	assert_false(f.said);
	assert_false(f.lists);
	assert_int_equal(f.reached, 0);
	assert_int_equal(f.kind, CRITERION_ANY);
	assert_string_equal(f.zone, "");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(finding_set_forgets_what_was_found_before),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
