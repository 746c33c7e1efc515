/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "name/numbers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

struct row {
	const char *name;
	enum numbers_kind kind;
	const char *text; /* where */
};

static void
check(const struct row *row, size_t n)
{
	struct span span;
	enum numbers_kind got;
	size_t i;

	for (i = 0; i < n; i++) {
		span = (struct span){ 99, 99 };
		got = numbers_find(&span, row[i].name, strlen(row[i].name));
		if (got != row[i].kind)
			fail_msg("%s: kind %d", row[i].name, got);
		if (got != NUMBERS_NONE && (span.len != strlen(row[i].text) ||
		    memcmp(row[i].name + span.at, row[i].text, span.len) != 0))
			fail_msg("%s: at %u, %u bytes", row[i].name, span.at,
			    span.len);
	}
}

static void
numbers_could_be_octets(void **state)
{
	static const struct row row[] = {
		{ "198-51-100-7", NUMBERS_FOUR, "198-51-100-7" },
		{ "host7.100-51-198.a", NUMBERS_FOUR, "7.100-51-198" },
		{ "a198x51x100x7", NUMBERS_FOUR, "198x51x100x7" },
		{ "198051100007", NUMBERS_FOUR, "198051100007" },
		{ "198.051.100.007", NUMBERS_FOUR, "198.051.100.007" },
		{ "sub-51-100-7.a", NUMBERS_THREE, "51-100-7" },
		{ "c100-17", NUMBERS_TWO, "100-17" },
		{ "51.100.a", NUMBERS_TWO, "51.100" },
		{ "a_51_17_b", NUMBERS_TWO, "51_17" },
		/* the longest row */
		{ "51-17.a.198-51-100-7", NUMBERS_FOUR, "198-51-100-7" },
	};

	(void)state;
	check(row, COUNT(row));
}

static void
numbers_are_no_octets_by_accident(void **state)
{
	static const struct row row[] = {
		{ "mail1-2", NUMBERS_NONE, "" }, { "17", NUMBERS_NONE, "" },
		{ "a7-17", NUMBERS_NONE, "" }, { "1-2-3", NUMBERS_NONE, "" },
		{ "256-17", NUMBERS_NONE, "" },
		{ "2024-11-29", NUMBERS_NONE, "" },
		{ "198-51-100-256", NUMBERS_NONE, "" },
		{ "1.2.3.4.5", NUMBERS_NONE, "" },
		{ "198051100256", NUMBERS_NONE, "" },
		{ "21-12mrg", NUMBERS_NONE, "" }, { "", NUMBERS_NONE, "" },
		{ "-", NUMBERS_NONE, "" }, { "51-", NUMBERS_NONE, "" },
		{ "51--17", NUMBERS_NONE, "" },
	};

	(void)state;
	check(row, COUNT(row));
}

static void
numbers_stop_at_the_length(void **state)
{
	struct span span;

	(void)state;
	assert_int_equal(numbers_find(&span, "51-100-7", 7), NUMBERS_TWO);
	assert_int_equal(numbers_find(&span, "51-100-7", 4), NUMBERS_NONE);
	assert_int_equal(numbers_find(&span, "51-100-7", 0), NUMBERS_NONE);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_could_be_octets),
		cmocka_unit_test(numbers_are_no_octets_by_accident),
		cmocka_unit_test(numbers_stop_at_the_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
