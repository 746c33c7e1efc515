/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/listcount.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct listcounts l;

static int
begin(void **state)
{
	(void)state;
	memset(&l, 0, sizeof(l));
	return 0;
}

/* A line with these items. */
static struct listcount_line
line(const char *a, const char *b, const char *c)
{
	const char *const item[] = { a, b, c };
	struct listcount_line out = { false, false, 0 };
	size_t i;

	for (i = 0; i < 3; i++) {
		const struct logread_value v = { item[i], strlen(item[i]) };

		listcount_item(&l, &out, &v, 1000);
	}
	listcount_line(&l, &out);
	return out;
}

static void
answers_are_counted_and_held_against_each_other(void **state)
{
	size_t order[LISTCOUNT_MOST + 1];

	(void)state;
	(void)line("b.example:listed", "a.example:no", "");
	(void)line("a.example:listed", "b.example:listed", "c.example:error");
	(void)line("a.example:listed", "b.example:unknown", "c.example:no");
	(void)line("a.example:listed", "", "");
	assert_int_equal(listcount_order(&l, order), 3);
	assert_string_equal(l.list[order[0]].zone, "a.example");
	assert_string_equal(l.list[order[1]].zone, "b.example");
	assert_string_equal(l.list[order[2]].zone, "c.example");
	assert_int_equal(l.list[order[0]].n[LISTCOUNT_LISTED], 3);
	assert_int_equal(l.list[order[0]].only, 2);
	assert_int_equal(l.list[order[1]].only, 1);
	assert_int_equal(l.both[order[0]][order[1]], 1);
	assert_int_equal(l.both[order[0]][order[0]], 3);
	assert_int_equal(listcount_asked(&l.list[order[2]]), 2);
}

static void
what_is_asked_of_dns_is_known_or_not(void **state)
{
	struct listcount_line out;

	(void)state;
	out = line("", "", "");
	assert_false(out.asked);
	out = line("rdns:confirmed", "", "");
	assert_true(out.asked);
	assert_false(out.unknown);
	out = line("rdns:unknown", "", "");
	assert_true(out.unknown);
	out = line("resolver:broken", "", "");
	assert_true(out.unknown);
	out = line("a.example:unknown", "", "");
	assert_true(out.unknown);
	assert_int_equal(l.len, 1);
}

static void
strange_items_are_none(void **state)
{
	(void)state;
	(void)line(":", "a.example", "a.example:");
	(void)line(":listed", "a.example:maybe", "::");
	assert_int_equal(l.len, 0);
}

static void
of_too_many_the_others_are_one(void **state)
{
	char item[40];
	size_t order[LISTCOUNT_MOST + 1];
	size_t i;

	(void)state;
	for (i = 0; i < LISTCOUNT_MOST + 7; i++) {
		(void)snprintf(item, sizeof(item), "z%zu.example:listed", i);
		(void)line(item, "", "");
	}
	assert_int_equal(listcount_order(&l, order), LISTCOUNT_MOST + 1);
	assert_int_equal(l.list[LISTCOUNT_MOST].n[LISTCOUNT_LISTED], 7);
	assert_int_equal(l.list[LISTCOUNT_MOST].only, 7);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(
		    answers_are_counted_and_held_against_each_other, begin),
		cmocka_unit_test_setup(what_is_asked_of_dns_is_known_or_not,
		    begin),
		cmocka_unit_test_setup(strange_items_are_none, begin),
		cmocka_unit_test_setup(of_too_many_the_others_are_one, begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
