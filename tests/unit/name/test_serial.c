/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "name/serial.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

struct row {
	const char *name;
	enum serial_kind kind;
	const char *text; /* where */
};

static void
check(const struct row *row, size_t n)
{
	struct span span;
	enum serial_kind got;
	size_t i;

	for (i = 0; i < n; i++) {
		span = (struct span){ 99, 99 };
		got = serial_find(&span, row[i].name, strlen(row[i].name));
		if (got != row[i].kind)
			fail_msg("%s: kind %d", row[i].name, got);
		if (got == SERIAL_NONE)
			continue;
		if (span.len != strlen(row[i].text) || memcmp(row[i].name +
		    span.at, row[i].text, span.len) != 0)
			fail_msg("%s: at %u, %u bytes", row[i].name, span.at,
			    span.len);
	}
}

static void
serial_numbers_have_four_digits_in_a_label(void **state)
{
	static const struct row row[] = {
		{ "host1234", SERIAL_NUMBER, "host1234" },
		{ "host123", SERIAL_NONE, "" },
		{ "1234", SERIAL_NUMBER, "1234" },
		{ "12-34", SERIAL_NUMBER, "12-34" },
		{ "12.34", SERIAL_NONE, "" }, { "1-2-3", SERIAL_NONE, "" },
		{ "1-2-3-4-x", SERIAL_NUMBER, "1-2-3-4" },
		{ "a.h12-3456.b", SERIAL_NUMBER, "h12-3456" },
		{ "1a2b3c4", SERIAL_NUMBER, "1a2b3c4" },
		{ "mail", SERIAL_NONE, "" }, { "", SERIAL_NONE, "" },
		{ "-", SERIAL_NONE, "" }, { ".", SERIAL_NONE, "" },
		{ "1234567", SERIAL_NUMBER, "1234567" },
		{ "a1234b", SERIAL_NUMBER, "a1234b" },
	};

	(void)state;
	check(row, COUNT(row));
}

/* Behind letters five are enough: a modem's number. */
static void
serial_long_ones_have_eight_digits_in_a_row(void **state)
{
	static const struct row row[] = {
		{ "12345678", SERIAL_LONG, "12345678" },
		{ "x12345678y", SERIAL_LONG, "x12345678y" },
		{ "1234567-8", SERIAL_NUMBER, "1234567" },
		{ "1234567.8", SERIAL_NUMBER, "1234567" },
		{ "1234.a-12345678-b", SERIAL_LONG, "12345678" },
		{ "12345678.1234", SERIAL_LONG, "12345678" },
		{ "m12345", SERIAL_LONG, "m12345" },
		{ "12345m", SERIAL_LONG, "12345m" },
		{ "m1234-5", SERIAL_NUMBER, "m1234" },
	};

	(void)state;
	check(row, COUNT(row));
}

/* Numbers behind letters in two places, the first of them in the first
 * label. */
static void
serial_ports_are_two_numbered_pieces(void **state)
{
	static const struct row row[] = {
		{ "p33-ipad6town", SERIAL_PORT, "p33-ipad6town" },
		{ "ras6-pp84.north", SERIAL_PORT, "ras6-pp84" },
		{ "d17.ras4", SERIAL_PORT, "d17.ras4" },
		{ "d17.b.ras4.c", SERIAL_PORT, "d17.b.ras4" },
		{ "a-d17.b.ras4.c", SERIAL_PORT, "d17.b.ras4" },
		{ "a.d17.b.ras4.c", SERIAL_NONE, "" },
		{ "1.d17.ras4", SERIAL_NONE, "" },
		{ "1a2.ras4", SERIAL_PORT, "1a2.ras4" },
		{ "1a.2b", SERIAL_NONE, "" }, { "1a-2b.c3", SERIAL_NONE, "" },
		{ "p33-1abc", SERIAL_NONE, "" },
		{ "p33-6", SERIAL_NONE, "" }, { "33-6", SERIAL_NONE, "" },
		{ "p33.town", SERIAL_NONE, "" },
		{ "p1033-ipad6", SERIAL_PORT, "p1033-ipad6" },
		{ "d17.m12345", SERIAL_LONG, "m12345" },
	};

	(void)state;
	check(row, COUNT(row));
}

/* Twelve bytes with four changes between letters and digits, or a hardware
 * address. */
static void
serial_random_ones_change_often(void **state)
{
	static const struct row row[] = {
		{ "a1bb22ccc333", SERIAL_RANDOM, "a1bb22ccc333" },
		{ "x.a1bb22ccc333-y", SERIAL_RANDOM, "a1bb22ccc333" },
		{ "001a2b3c4d5e", SERIAL_RANDOM, "001a2b3c4d5e" },
		{ "a1b2c3d4e5f", SERIAL_NUMBER, "a1b2c3d4e5f" }, /* 11 */
		{ "ggg111bbb222", SERIAL_NUMBER, "ggg111bbb222" }, /* 3 */
		{ "aaa111bbb222", SERIAL_RANDOM, "aaa111bbb222" },
		{ "cpe00e0c8a12345", SERIAL_RANDOM, "00e0c8a12345" },
		{ "aaaaaaaaa222", SERIAL_NONE, "" },
		{ "aaaa1bbbb2cc", SERIAL_RANDOM, "aaaa1bbbb2cc" }, /* 4 */
		{ "a1bb22-333", SERIAL_NUMBER, "a1bb22-333" },
		{ "12345678.a1bb22ccc333", SERIAL_RANDOM, "a1bb22ccc333" },
	};

	(void)state;
	check(row, COUNT(row));
}

static void
serial_stops_at_the_length(void **state)
{
	struct span span;

	(void)state;
	assert_int_equal(serial_find(&span, "1234", 3), SERIAL_NONE);
	assert_int_equal(serial_find(&span, "12345678", 7), SERIAL_NUMBER);
	assert_int_equal(serial_find(&span, "12345678", 0), SERIAL_NONE);
	assert_int_equal(serial_find(&span, "a1bb22ccc333", 11),
	    SERIAL_NUMBER);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(serial_numbers_have_four_digits_in_a_label),
		cmocka_unit_test(serial_long_ones_have_eight_digits_in_a_row),
		cmocka_unit_test(serial_ports_are_two_numbered_pieces),
		cmocka_unit_test(serial_random_ones_change_often),
		cmocka_unit_test(serial_stops_at_the_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
