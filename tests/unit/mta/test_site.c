/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mta/site.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/err.h"

static void
options_are_taken_one_by_one(void **state)
{
	struct site s;
	struct err e;

	(void)state;
	site_init(&s, "a");
	assert_int_equal(s.earliest, PHASE_RCPT);
	assert_false(s.open);
	assert_int_equal(site_option(&s, 'f', "b", &e), SITE_TAKEN);
	assert_string_equal(s.file, "b");
	assert_int_equal(site_option(&s, 'o', NULL, &e), SITE_TAKEN);
	assert_true(s.open);
	assert_int_equal(site_option(&s, 'a', "helo", &e), SITE_TAKEN);
	assert_int_equal(s.earliest, PHASE_HELO);
	assert_int_equal(site_option(&s, 'n', "192.0.2.0/24", &e), SITE_TAKEN);
	assert_int_equal(site_option(&s, 'm', NULL, &e), SITE_OTHER);
}

static void
what_is_wrong_says_so(void **state)
{
	struct site s;
	struct err e;

	(void)state;
	site_init(&s, "a");
	assert_int_equal(site_option(&s, 'a', "data", &e), SITE_WRONG);
	assert_int_equal(e.class, ERR_PERM);
	assert_int_equal(site_option(&s, 'n', "192.0.2.1/24", &e), SITE_WRONG);
	assert_int_equal(site_option(&s, 'n', "", &e), SITE_WRONG);
	assert_int_equal(e.class, ERR_PERM);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(options_are_taken_one_by_one),
		cmocka_unit_test(what_is_wrong_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
