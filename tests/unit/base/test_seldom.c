/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/seldom.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
seldom_may_once_in_its_time(void **state)
{
	struct seldom s = { 0 };
	uint64_t at;
	unsigned n = 0;

	(void)state;
	assert_true(seldom_may(&s, 0));
	for (at = 1; at <= UINT64_C(10) * SELDOM_MS; at += 7)
		n += seldom_may(&s, at);
	assert_in_range(n, 9, 10);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(seldom_may_once_in_its_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
