/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tables of points, and the one that is shipped.
 */
#include "name/points.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "name/class.h"
#include "name/points_shipped.h"

static void
points_of_a_word_are_its_own_or_those_of_its_kind(void **state)
{
	static const struct points table = {
		.sign = { [POINTS_WORD + WORD_DYNAMIC] = 40 },
		.word = { { "dial", 30 }, { "dyn", 0 }, { "pool", -2 } },
	};

	(void)state;
	assert_int_equal(points_of_word(&table, WORD_DYNAMIC, "pools", 4), -2);
	assert_int_equal(points_of_word(&table, WORD_DYNAMIC, "pools", 5), 40);
	assert_int_equal(points_of_word(&table, WORD_DYNAMIC, "poo", 3), 40);
	assert_int_equal(points_of_word(&table, WORD_DYNAMIC, "dyn", 3), 0);
	assert_int_equal(points_of_word(&table, WORD_LINE, "user", 4), 0);
}

/* A word that is none is neither shown nor counted. */
static void
points_of_none_make_no_word(void **state)
{
	static const struct points table = {
		.sign = { [POINTS_WORD + WORD_DYNAMIC] = 60 },
		.word = { { "dyn", POINTS_NONE }, { "static", POINTS_NONE } },
	};
	struct class_asked asked = { "a.dyn.static.example.net", 24, 13,
		NULL };
	struct class got;

	(void)state;
	class_weigh(&got, &table, &asked);
	assert_int_equal(got.kind, CLASS_PLAIN);
	assert_int_equal(got.signs, 0);
	asked.name = "a.dhcp.static.example.ne";
	class_weigh(&got, &table, &asked);
	assert_int_equal(got.kind, CLASS_DYNAMIC);
	assert_int_equal(got.points, 60);
}

static void
points_confidence_is_that_of_the_last_step(void **state)
{
	static const struct points table = { .step = { [CLASS_MAIL] = {
		{ INT16_MIN, 900 }, { -5, 800 }, { 10, 700 } } } };

	(void)state;
	assert_int_equal(points_confidence(&table, CLASS_MAIL, -600), 900);
	assert_int_equal(points_confidence(&table, CLASS_MAIL, -6), 900);
	assert_int_equal(points_confidence(&table, CLASS_MAIL, -5), 800);
	assert_int_equal(points_confidence(&table, CLASS_MAIL, 9), 800);
	assert_int_equal(points_confidence(&table, CLASS_MAIL, 600), 700);
	assert_int_equal(points_surest(&table, CLASS_MAIL), 900);
}

/* More points never make an end-user line less likely. */
static void
points_shipped_rise_for_dynamic_and_fall_for_others(void **state)
{
	int32_t before, now;
	int kind, points;

	(void)state;
	for (kind = 0; kind < CLASS_KINDS; kind++) {
		before = kind == CLASS_DYNAMIC ? 0 : 1000;
		for (points = -400; points < 600; points++) {
			now = points_confidence(&points_shipped,
			    (enum class_kind)kind, points);
			assert_in_range(now, 1, 1000);
			if (kind == CLASS_DYNAMIC)
				assert_true(now >= before);
			else
				assert_true(now <= before);
			before = now;
		}
	}
}

static void
points_shipped_words_ascend(void **state)
{
	size_t i;

	(void)state;
	for (i = 1; i < POINTS_WORDS; i++)
		if (points_shipped.word[i].text[0] != '\0')
			assert_true(strcmp(points_shipped.word[i - 1].text,
			    points_shipped.word[i].text) < 0);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    points_of_a_word_are_its_own_or_those_of_its_kind),
		cmocka_unit_test(points_of_none_make_no_word),
		cmocka_unit_test(points_confidence_is_that_of_the_last_step),
		cmocka_unit_test(
		    points_shipped_rise_for_dynamic_and_fall_for_others),
		cmocka_unit_test(points_shipped_words_ascend),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
