/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/rulecount.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/fixture.h"

static struct rulecounts r;

static int
begin(void **state)
{
	(void)state;
	memset(&r, 0, sizeof(r));
	return 0;
}

static int
end(void **state)
{
	(void)state;
	rulecount_free(&r);
	return 0;
}

static struct rulecount *
of(const char *label)
{
	const struct logread_value v = { label, strlen(label) };

	return rulecount_of(&r, &v);
}

static void
labels_are_counted_and_put_in_order(void **state)
{
	const struct rulecount **order;

	(void)state;
	of("b")->hits[1] += 2;
	of("a")->hits[0] += 2;
	of("c")->marks += 5;
	of("w")->watch[1] += 9;
	of("a")->watch[3] += 1;
	assert_int_equal(rulecount_hits(of("c")), 5);
	assert_int_equal(rulecount_watch(of("w")), 9);
	assert_non_null(order = rulecount_order(&r));
	assert_string_equal(order[0]->label, "c");
	assert_string_equal(order[1]->label, "a");
	assert_string_equal(order[2]->label, "b");
	assert_string_equal(order[3]->label, "w");
	free(order);
}

static void
times_may_come_in_any_order(void **state)
{
	struct rulecount *x;

	(void)state;
	x = of("x");
	rulecount_at(x, RULECOUNT_NEVER);
	assert_int_equal(x->first_s, RULECOUNT_NEVER);
	rulecount_at(x, 5000);
	rulecount_at(x, 1000);
	rulecount_at(x, 3000);
	assert_int_equal(x->first_s, 1000);
	assert_int_equal(x->last_s, 5000);
}

/* Those that are too many, or too long, are one. */
static void
of_too_many_the_others_are_counted_together(void **state)
{
	char label[400];
	size_t i;

	(void)state;
	for (i = 0; i < RULECOUNT_MOST + 50; i++) {
		(void)snprintf(label, sizeof(label), "rule%zu", i);
		of(label)->hits[1]++;
	}
	memset(label, 'x', sizeof(label) - 1);
	label[sizeof(label) - 1] = '\0';
	of(label)->hits[1]++;
	assert_int_equal(r.len, RULECOUNT_MOST);
	assert_int_equal(rulecount_hits(&r.others), 51);
	assert_int_equal(rulecount_hits(of("rule0")), 1);
}

static void
rules_of_now_are_known_even_if_never_hit(void **state)
{
	struct fixture f;

	(void)state;
	fixture_begin(&f);
	fixture_load(&f, "block @name=a.example id=x\n"
	    "pass @name=b.example id=never\n");
	assert_int_equal(rulecount_know(&r, &f.rules, &f.e), 0);
	assert_int_equal(r.len, 2);
	assert_true(of("x")->known);
	assert_true(of("never")->known);
	assert_false(of("other")->known);
	fixture_end(&f);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    labels_are_counted_and_put_in_order, begin, end),
		cmocka_unit_test_setup_teardown(times_may_come_in_any_order,
		    begin, end),
		cmocka_unit_test_setup_teardown(
		    of_too_many_the_others_are_counted_together, begin, end),
		cmocka_unit_test_setup_teardown(
		    rules_of_now_are_known_even_if_never_hit, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
