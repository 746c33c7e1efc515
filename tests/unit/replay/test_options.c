/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/options.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void
options_are_taken(void **state)
{
	struct replay_options o = { .wanted = false };
	char file[] = "f";
	size_t i;

	(void)state;
	assert_false(options_take(&o, 'f', file));
	assert_true(options_take(&o, OPTIONS_REPLAY, NULL));
	assert_true(o.wanted && !o.given);
	assert_true(options_take(&o, OPTIONS_AGAINST, file));
	assert_true(options_take(&o, OPTIONS_SINCE, file));
	assert_true(options_take(&o, OPTIONS_UNTIL, file));
	assert_true(options_take(&o, OPTIONS_OWN, file));
	assert_true(options_take(&o, OPTIONS_SUGGEST, file));
	assert_true(o.given && o.q.now == file && o.q.since == file &&
	    o.q.until == file && o.q.own == file && o.q.suggest == file);
	for (i = 0; i < OPTIONS_FILES; i++)
		assert_true(options_take(&o, OPTIONS_GOOD, file));
	assert_false(options_take(&o, OPTIONS_GOOD, file));
	assert_null(o.good[OPTIONS_FILES]);
	assert_null(o.bad[0]);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(options_are_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
