/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/digest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "report/framing.h"
#include "rule/image.h"

#define DAY 86400
#define NOW INT64_C(1764460800) /* 2025-11-30 00:00 UTC */

static struct census *c;
static struct digest d;
static struct image none = { .fd = -1 };
static struct err e;

static int
begin(void **state)
{
	(void)state;
	c = calloc(1, sizeof(*c));
	memset(&d, 0, sizeof(d));
	c->now_s = NOW;
	c->img = &none;
	return census_begin(c, &e);
}

static int
end(void **state)
{
	(void)state;
	digest_free(&d);
	census_end(c);
	free(c);
	return 0;
}

static void
line(int64_t at_s, const char *action)
{
	char text[200];
	const struct framed f = { text, (size_t)snprintf(text, sizeof(text),
		"dyn-host-filter: pid=1 ip=198.51.100.7 host=- action=%s "
		"rule=%s", action, action), true, at_s };

	census_line(c, &f);
}

static void
a_period_is_compared_with_the_one_before(void **state)
{
	int i;

	(void)state;
	for (i = 0; i < 4 * 24; i++) /* hours back from now */
		line(NOW - 1 - i * 3600, i < 24 ? "block" : i < 48 ? "pass" :
		    "grey");
	assert_int_equal(digest_fill(&d, c, 20, &e), 0);
	assert_true(d.has_before);
	assert_int_equal(d.now.end_s, NOW);
	assert_int_equal(d.now.begin_s, NOW - DAY);
	assert_string_equal(digest_period_word(&d.now), "24 hours");
	assert_int_equal(d.now.n[CENSUS_BLOCK], 24);
	assert_int_equal(d.now.n[CENSUS_PASS], 0);
	assert_int_equal(d.before.n[CENSUS_PASS], 24);
	assert_int_equal(d.before.n[CENSUS_GREY], 0);
	assert_int_equal(d.before.n[CENSUS_BLOCK], 0);
}

static void
a_short_log_is_compared_with_nothing(void **state)
{
	(void)state;
	line(NOW - 600, "pass");
	line(NOW - 1, "pass");
	assert_int_equal(digest_fill(&d, c, 20, &e), 0);
	assert_false(d.has_before);
}

static void
rules_are_told_apart_by_what_became_of_them(void **state)
{
	(void)state;
	line(NOW - 1, "pass");
	line(NOW - 1, "block");
	line(NOW - 1, "block");
	assert_int_equal(digest_fill(&d, c, 1, &e), 0);
	assert_int_equal(d.rules, 2);
	assert_int_equal(d.rules_hit, 2);
	assert_string_equal(d.rule[0]->label, "block");
	assert_int_equal(d.top[CENSUS_NETWORKS].rows, 1);
	assert_int_equal(d.top[CENSUS_NETWORKS].total, 2);
}

/* A rule is not one of too many because memory ran out. */
static void
a_count_without_its_rule_is_none(void **state)
{
	(void)state;
	line(NOW - 1, "pass");
	c->rules.lost = true;
	assert_int_equal(digest_fill(&d, c, 1, &e), -1);
	assert_int_equal(e.class, ERR_TEMP);
}

static void
shares_are_rounded(void **state)
{
	(void)state;
	assert_int_equal(digest_share(1, 3), 33333);
	assert_int_equal(digest_share(2, 3), 66667);
	assert_int_equal(digest_share(3, 3), 100000);
	assert_int_equal(digest_share(0, 0), 0);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    a_period_is_compared_with_the_one_before, begin, end),
		cmocka_unit_test_setup_teardown(
		    a_short_log_is_compared_with_nothing, begin, end),
		cmocka_unit_test_setup_teardown(
		    rules_are_told_apart_by_what_became_of_them, begin, end),
		cmocka_unit_test_setup_teardown(
		    a_count_without_its_rule_is_none, begin, end),
		cmocka_unit_test(shares_are_rounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
