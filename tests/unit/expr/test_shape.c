/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "expr/shape.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void
shape_of_counts(void **state)
{
	static const struct {
		const char *text;
		struct shape want;
	} row[] = {
		{ "", { 0, 0, 0, 0 } },
		{ "mail.example.org", { 0, 0, 2, 0 } },
		{ "a-1-22.b9", { 4, 2, 1, 1 } },
		{ "9a", { 1, 0, 0, 0 } },
		{ "-.-", { 0, 2, 1, 0 } },
		{ "/0:9", { 2, 0, 0, 1 } }, /* the neighbours of digits */
		{ "0/", { 1, 0, 0, 0 } },
		{ "9:", { 1, 0, 0, 0 } },
		{ "\xb9_\xad\xae", { 0, 0, 0, 0 } },
	};
	struct shape got;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		got = shape_of(row[i].text, strlen(row[i].text));
		if (memcmp(&got, &row[i].want, sizeof(got)) != 0)
			fail_msg("%s: %u digits, %u hyphens, %u dots, %u",
			    row[i].text, got.digits, got.hyphens, got.dots,
			    got.digit_last);
	}
}

static void
shape_of_does_not_wrap_around(void **state)
{
	char text[900];
	struct shape got;

	(void)state;
	memset(text, '-', 300);
	memset(text + 300, '.', 300);
	memset(text + 600, '7', 300);
	got = shape_of(text, sizeof(text));
	assert_int_equal(got.digits, 255);
	assert_int_equal(got.hyphens, 255);
	assert_int_equal(got.dots, 255);
	assert_int_equal(got.digit_last, 1);
	got = shape_of(text + 46, 254);
	assert_int_equal(got.hyphens, 254);
}

static void
shape_has_compares_each_member(void **state)
{
	static const struct {
		struct shape name, required;
		bool want;
	} row[] = {
		{ { 0, 0, 0, 0 }, { 0, 0, 0, 0 }, true },
		{ { 5, 5, 5, 1 }, { 5, 5, 5, 1 }, true },
		{ { 6, 7, 8, 1 }, { 5, 5, 5, 0 }, true },
		{ { 4, 9, 9, 1 }, { 5, 5, 5, 1 }, false },
		{ { 9, 4, 9, 1 }, { 5, 5, 5, 1 }, false },
		{ { 9, 9, 4, 1 }, { 5, 5, 5, 1 }, false },
		{ { 9, 9, 9, 0 }, { 5, 5, 5, 1 }, false },
		{ { 253, 0, 0, 1 }, { 255, 0, 0, 0 }, false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++)
		if (shape_has(&row[i].name, &row[i].required) != row[i].want)
			fail_msg("row %zu", i);
}

static void
shape_join_asks_for_what_either_asks(void **state)
{
	struct shape required = { 1, 7, 0, 0 };
	const struct shape more = { 5, 2, 9, 1 }, want = { 5, 7, 9, 1 },
	    less = { 0, 0, 0, 0 };

	(void)state;
	shape_join(&required, &more);
	assert_memory_equal(&required, &want, sizeof(want));
	shape_join(&required, &less);
	assert_memory_equal(&required, &want, sizeof(want));
}

static void
shape_get_reads_what_shape_put_wrote(void **state)
{
	static const unsigned char form[SHAPE_SIZE] = { 12, 34, 56, 1 };
	const struct shape s = { 12, 34, 56, 1 };
	unsigned char raw[SHAPE_SIZE];
	struct shape got = shape_get(form);

	(void)state;
	shape_put(raw, &s);
	assert_memory_equal(raw, form, SHAPE_SIZE);
	assert_memory_equal(&got, &s, sizeof(s));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(shape_of_counts),
		cmocka_unit_test(shape_of_does_not_wrap_around),
		cmocka_unit_test(shape_has_compares_each_member),
		cmocka_unit_test(shape_join_asks_for_what_either_asks),
		cmocka_unit_test(shape_get_reads_what_shape_put_wrote),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
