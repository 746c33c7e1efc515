/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/receipt_read.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

#define ROUNDS 1000000

/* A minute of 2026-11-29, and a time behind all that receipts can tell. */
#define MINUTE 1531843
#define NOW_S (RECEIPT_EPOCH_S + INT64_C(60) * MINUTE + 7)
#define LATE_S INT64_C(5000000000)

static uint64_t
next(uint64_t *seed)
{
	*seed = *seed * UINT64_C(6364136223846793005) +
	    UINT64_C(1442695040888963407);
	return *seed >> 20;
}

static struct receipt
some(uint64_t *seed)
{
	return (struct receipt){
		(uint32_t)(next(seed) & ((1u << RECEIPT_MINUTE_BITS) - 1)),
		(uint32_t)(next(seed) & ((1u << RECEIPT_RULE_BITS) - 1)),
		(uint32_t)(next(seed) & ((1u << RECEIPT_SERIAL_BITS) - 1)) };
}

static void
a_million_receipts_read_as_they_were_written(void **state)
{
	char text[RECEIPT_SIZE], shown[RECEIPT_SHOWN_SIZE], got[RECEIPT_SIZE];
	struct receipt r, back;
	uint64_t seed = 17;
	struct err e;
	long i;

	(void)state;
	for (i = 0; i < ROUNDS; i++) {
		r = some(&seed);
		receipt_format(text, &r);
		receipt_show(shown, text);
		if (receipt_read(&back, got, shown, LATE_S, &e) == -1 ||
		    memcmp(&r, &back, sizeof(r)) != 0 ||
		    strcmp(text, got) != 0)
			fail_msg("%s was read as %s", shown, got);
	}
}

static void
each_wrong_character_and_each_swap_is_seen(void **state)
{
	char right[RECEIPT_SIZE], wrong[RECEIPT_SIZE], got[RECEIPT_SIZE];
	struct receipt r, back;
	uint64_t seed = 4711;
	struct err e;
	size_t at, digit, round;

	(void)state;
	for (round = 0; round < 300; round++) {
		r = some(&seed);
		receipt_format(right, &r);
		for (at = 0; at < RECEIPT_LEN; at++)
			for (digit = 0; digit < 32; digit++) {
				memcpy(wrong, right, sizeof(wrong));
				wrong[at] = receipt_digits[digit];
				assert_int_equal(receipt_read(&back, got,
				    wrong, LATE_S, &e),
				    wrong[at] == right[at] ? 0 : -1);
			}
		for (at = 0; at + 1 < RECEIPT_LEN; at++) {
			memcpy(wrong, right, sizeof(wrong));
			wrong[at] = right[at + 1];
			wrong[at + 1] = right[at];
			assert_int_equal(receipt_read(&back, got, wrong,
			    LATE_S, &e),
			    wrong[at] == right[at] ? 0 : -1);
		}
	}
}

static void
people_may_type_it_in_many_ways(void **state)
{
	static const char *const way[] = { "1EQY354D9E3K", "1EQY-354D-9E3K",
		"1eqy-354d-9e3k", "[1EQY-354D-9E3K]", "IEQY 354D 9E3K",
		"lEQY354D-9E3K", " 1-E-Q-Y-3-5-4-D-9-E-3-K\n",
		"why=1EQY354D9E3K" };
	char got[RECEIPT_SIZE];
	struct receipt r;
	struct err e;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(way); i++) {
		assert_int_equal(receipt_read(&r, got, way[i], NOW_S, &e), 0);
		assert_string_equal(got, "1EQY354D9E3K");
		assert_int_equal(r.minute, MINUTE);
		assert_int_equal(r.rule, 0x291);
		assert_int_equal(r.serial, 0x2a5c3);
	}
	assert_int_equal(receipt_time(&r), NOW_S - 7);
	assert_int_equal(receipt_read(&r, got, "oooo-oooo-oooE", NOW_S, &e),
	    0);
	assert_string_equal(got, "00000000000E");
}

static void
what_is_typed_wrong_is_told(void **state)
{
	static const struct {
		const char *text, *want;
	} row[] = {
		{ "", "\"\" is no receipt: it has 0 characters, and a receipt "
		    "12" },
		{ "1EQY-354D-9E3", "\"1EQY-354D-9E3\" is no receipt: it has "
		    "11 characters, and a receipt 12" },
		{ "1EQY-354D-9E3KK", "\"1EQY-354D-9E3KK\" is no receipt: it "
		    "has 13 characters, and a receipt 12" },
		{ "1EQY-354U-9E3K", "\"1EQY-354U-9E3K\" is no receipt: none "
		    "has a \"U\", which stands behind 7 others" },
		{ "000000000000", "\"000000000000\" is no receipt, there is a "
		    "typing error in it: is it 0000-000D-0000?" },
		{ "XEQY-354D-9E3K", "\"XEQY-354D-9E3K\" is no receipt, there "
		    "is a typing error in it: compare it with the reply" },
		/* its time is that of WKGW0 */
		{ "WKGW-0B98-0015", "\"WKGW-0B98-0015\" is no receipt: its "
		    "time is still to come; there is more than one typing "
		    "error in it" },
	};
	struct receipt r = { 1, 2, 3 };
	char got[RECEIPT_SIZE] = "unchanged";
	struct err e;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		assert_int_equal(receipt_read(&r, got, row[i].text, NOW_S, &e),
		    -1);
		assert_int_equal(e.class, ERR_PERM);
		assert_string_equal(e.msg, row[i].want);
		assert_string_equal(got, "unchanged");
		assert_int_equal(r.minute, 1);
	}
}

static void
what_was_meant_is_offered(void **state)
{
	static const char *const mistake[] = {
		"1EQY-3S4D-9E3K", "EIQY-354D-9E3K", "1EQY-354D-93EK",
		"1EDY-354D-9E3K", "1EQY-345D-9E3K", "7EQY-354D-9E3K",
		"1EQY-354D-9E38" };
	char got[RECEIPT_SIZE];
	struct receipt r;
	struct err e;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(mistake) - 1; i++) {
		assert_int_equal(receipt_read(&r, got, mistake[i], NOW_S, &e),
		    -1);
		assert_non_null(strstr(e.msg, "typing error in it: is it "));
		assert_non_null(strstr(e.msg, "1EQY-354D-9E3K"));
	}
	/* a K is not taken for an 8 */
	assert_int_equal(receipt_read(&r, got, mistake[i], NOW_S, &e), -1);
	assert_null(strstr(e.msg, "1EQY-354D-9E3K"));
}

static void
a_receipt_of_a_clock_that_is_ahead_is_read(void **state)
{
	char got[RECEIPT_SIZE];
	struct receipt r;
	struct err e;

	(void)state;
	assert_int_equal(receipt_read(&r, got, "1EQY354D9E3K", NOW_S - 300,
	    &e), 0);
	assert_int_equal(receipt_read(&r, got, "1EQY354D9E3K", NOW_S - 3600,
	    &e), -1);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_million_receipts_read_as_they_were_written),
		cmocka_unit_test(each_wrong_character_and_each_swap_is_seen),
		cmocka_unit_test(people_may_type_it_in_many_ways),
		cmocka_unit_test(what_is_typed_wrong_is_told),
		cmocka_unit_test(what_was_meant_is_offered),
		cmocka_unit_test(a_receipt_of_a_clock_that_is_ahead_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
