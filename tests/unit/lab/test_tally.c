/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/tally.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define NEARLY 1e-9

static void
add(struct tally *t, const struct tally_row *row, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		assert_int_equal(tally_add(t, &row[i], TALLY_ALL, ""), 0);
		assert_int_equal(tally_blame(t, &row[i]), 0);
	}
	tally_end(t);
}

static void
tally_hit_is_any_verdict_but_pass_and_mark(void **state)
{
	static const size_t hits[TALLY_OUTCOMES] = { 0, 0, 1, 1, 1 };
	int k;

	(void)state;
	for (k = TALLY_PASS; k < TALLY_OUTCOMES; k++) {
		struct tally_row row = { "x", "", "a", "r",
			(enum tally_outcome)k };
		struct tally t = { 0 };

		add(&t, &row, 1);
		assert_int_equal(t.slices, 1);
		assert_int_equal(t.slice[0]->rows, 1);
		assert_int_equal(t.slice[0]->outcome[k], 1);
		assert_int_equal(t.slice[0]->hits, hits[k]);
		tally_free(&t);
	}
}

/* a: 3 of 4, b: 0 of 1, c: 1 of 2; one client without a name.  All: 4 of 8;
 * each domain once: (3/4 + 0 + 1/2) / 3 = 5/12. */
static void
tally_macro_counts_each_domain_once(void **state)
{
	static const struct tally_row row[] = {
		{ "dynamic", "a", "1.a", "r", TALLY_BLOCK },
		{ "dynamic", "a", "2.a", "r", TALLY_GREY },
		{ "dynamic", "a", "3.a", "r", TALLY_PASS },
		{ "dynamic", "b", "4.b", "r", TALLY_MARK },
		{ "dynamic", "c", "5.c", "r", TALLY_DEFER },
		{ "dynamic", "a", "6.a", "r", TALLY_BLOCK },
		{ "dynamic", "c", "7.c", "r", TALLY_PASS },
		{ "dynamic", "", "192.0.2.1", "r", TALLY_PASS },
	};
	struct tally t = { 0 };

	(void)state;
	add(&t, row, COUNT(row));
	assert_int_equal(t.slice[0]->rows, 8);
	assert_int_equal(t.slice[0]->hits, 4);
	assert_int_equal(t.slice[0]->domains, 3);
	assert_float_equal(t.slice[0]->macro, 5.0 / 12, NEARLY);
	tally_free(&t);
}

static void
tally_ends_with_the_worst_domains_first(void **state)
{
	static const struct tally_row row[] = {
		{ "dynamic", "b", "1.b", "r", TALLY_PASS },
		{ "dynamic", "a", "2.a", "r", TALLY_PASS },
		{ "dynamic", "c", "3.c", "r", TALLY_BLOCK },
		{ "dynamic", "c", "4.c", "r", TALLY_PASS },
		{ "dynamic", "c", "5.c", "r", TALLY_PASS },
		{ "dynamic", "d", "6.d", "r", TALLY_BLOCK },
	};
	static const struct {
		const char *name, *example;
		size_t wrong, rows;
	} want[] = { { "c", "4.c", 2, 3 }, { "a", "2.a", 1, 1 },
		{ "b", "1.b", 1, 1 }, { "d", NULL, 0, 1 } };
	struct tally t = { 0 };
	size_t i;

	(void)state;
	add(&t, row, COUNT(row));
	assert_int_equal(t.domains, COUNT(want));
	for (i = 0; i < COUNT(want); i++) {
		assert_string_equal(t.domain[i].name, want[i].name);
		assert_int_equal(t.domain[i].wrong, want[i].wrong);
		assert_int_equal(t.domain[i].rows, want[i].rows);
		if (want[i].example == NULL)
			assert_null(t.domain[i].example);
		else
			assert_string_equal(t.domain[i].example,
			    want[i].example);
	}
	tally_free(&t);
}

static void
tally_label_says_what_is_wrong(void **state)
{
	static const struct {
		const char *label;
		size_t missed, hit; /* wrong if passed, if blocked */
	} row[] = { { "dynamic", 1, 0 }, { "bad", 1, 0 }, { "spam", 1, 0 },
		{ "legit", 0, 1 }, { "good", 0, 1 }, { "ham", 0, 1 },
		{ "other", 0, 0 }, { "Legit", 0, 1 } };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		struct tally_row pass = { row[i].label, "a", "x.a", "r",
			TALLY_PASS };
		struct tally_row block = { row[i].label, "b", "x.b", "r",
			TALLY_BLOCK };
		struct tally t = { 0 }, u = { 0 };

		add(&t, &pass, 1);
		assert_int_equal(t.domain[0].wrong, row[i].missed);
		assert_int_equal(t.rules, 0);
		assert_true(tally_is_clean(&t));
		tally_free(&t);
		add(&u, &block, 1);
		assert_int_equal(u.domain[0].wrong, row[i].hit);
		assert_int_equal(u.rules, row[i].hit);
		assert_int_equal(tally_is_clean(&u), row[i].hit == 0);
		tally_free(&u);
	}
}

static void
tally_blames_the_rules_the_worst_first(void **state)
{
	static const struct tally_row row[] = {
		{ "legit", "a", "1.a", "one", TALLY_GREY },
		{ "legit", "a", "2.a", "two", TALLY_GREY },
		{ "good", "", "192.0.2.1", "two", TALLY_BLOCK },
		{ "dynamic", "a", "4.a", "three", TALLY_BLOCK },
		{ "legit", "a", "5.a", "four", TALLY_MARK },
	};
	struct tally t = { 0 };

	(void)state;
	add(&t, row, COUNT(row));
	assert_int_equal(t.rules, 2);
	assert_string_equal(t.rule[0].name, "two");
	assert_string_equal(t.rule[0].example, "2.a");
	assert_int_equal(t.rule[0].rows, 2);
	assert_string_equal(t.rule[1].name, "one");
	assert_int_equal(t.rule[1].rows, 1);
	tally_free(&t);
}

static void
tally_slices_are_sorted_and_apart(void **state)
{
	static const struct tally_row legit = { "legit", "a", "1.a", "r",
		TALLY_PASS }, dynamic = { "dynamic", "a", "2.a", "r",
		TALLY_BLOCK };
	static const char *const want[] = { "dynamic 0 ", "dynamic 3 2007",
		"legit 0 ", "legit 3 2007", "legit 3 2019", "legit 5 d4f" };
	struct tally t = { 0 };
	char got[80];
	size_t i;

	(void)state;
	assert_int_equal(tally_add(&t, &legit, TALLY_FORM, "d4f"), 0);
	assert_int_equal(tally_add(&t, &legit, TALLY_YEAR, "2019"), 0);
	assert_int_equal(tally_add(&t, &legit, TALLY_YEAR, "2007"), 0);
	assert_int_equal(tally_add(&t, &legit, TALLY_ALL, ""), 0);
	assert_int_equal(tally_add(&t, &dynamic, TALLY_YEAR, "2007"), 0);
	assert_int_equal(tally_add(&t, &dynamic, TALLY_ALL, ""), 0);
	tally_end(&t);
	assert_int_equal(t.slices, COUNT(want));
	for (i = 0; i < COUNT(want); i++) {
		(void)snprintf(got, sizeof(got), "%s %d %s", t.slice[i]->label,
		    (int)t.slice[i]->by, t.slice[i]->value);
		assert_string_equal(got, want[i]);
		assert_int_equal(t.slice[i]->rows, 1);
		assert_float_equal(t.slice[i]->macro, i < 2 ? 1.0 : 0.0,
		    NEARLY);
	}
	tally_free(&t);
}

static void
tally_keeps_what_is_printable(void **state)
{
	static const struct tally_row row = { "legit", "a\x1b", "1.\xff",
		"r\n", TALLY_BLOCK };
	struct tally t = { 0 };

	(void)state;
	add(&t, &row, 1);
	assert_string_equal(t.domain[0].name, "a?");
	assert_string_equal(t.domain[0].example, "1.?");
	assert_string_equal(t.rule[0].name, "r?");
	tally_free(&t);
	tally_end(&t); /* the empty one */
	assert_true(tally_is_clean(&t));
	tally_free(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tally_hit_is_any_verdict_but_pass_and_mark),
		cmocka_unit_test(tally_macro_counts_each_domain_once),
		cmocka_unit_test(tally_ends_with_the_worst_domains_first),
		cmocka_unit_test(tally_label_says_what_is_wrong),
		cmocka_unit_test(tally_blames_the_rules_the_worst_first),
		cmocka_unit_test(tally_slices_are_sorted_and_apart),
		cmocka_unit_test(tally_keeps_what_is_printable),
	};

	return cmocka_run_group_tests_name("tally", tests, NULL, NULL);
}
