/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/receipt.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/ip.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Computed by another program, from what receipt.h says. */
static const struct {
	struct receipt receipt;
	const char *want, *shown;
} known[] = {
	{ { 0, 0, 0 }, "00000000000E", "0000-0000-000E" },
	{ { 0x1ffffff, 0xfff, 0x3ffff }, "ZZZZZZZZZZZX", "ZZZZ-ZZZZ-ZZZX" },
	{ { 1531843, 0x291, 0x2a5c3 }, "1EQY354D9E3K", "1EQY-354D-9E3K" },
	{ { 1, 2, 3 }, "0000100G003H", "0000-100G-003H" },
	{ { 30000000, 0x5a5, 1 }, "WKGW0B980015", "WKGW-0B98-0015" },
	/* bits above are left out */
	{ { 0x2000001, 0x1002, 0x40003 }, "0000100G003H", "0000-100G-003H" },
};

static void
receipt_format_is_as_computed(void **state)
{
	char got[RECEIPT_SIZE], shown[RECEIPT_SHOWN_SIZE];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(known); i++) {
		receipt_format(got, &known[i].receipt);
		assert_string_equal(got, known[i].want);
		receipt_show(shown, got);
		assert_string_equal(shown, known[i].shown);
	}
}

static void
receipt_rule_is_folded_fnv(void **state)
{
	static const struct {
		const char *label;
		uint32_t want;
	} row[] = { { "", 0xc0c }, { "dip", 0x291 }, { "dhf.conf:13", 0x4a2 },
		{ "score_block", 0x414 } };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++)
		assert_int_equal(receipt_rule(row[i].label), row[i].want);
}

static unsigned
value_of(char digit)
{
	return (unsigned)(strchr(receipt_digits, digit) - receipt_digits);
}

static void
receipt_make_tells_the_minute_and_the_rule(void **state)
{
	int64_t before = (int64_t)time(NULL) - RECEIPT_EPOCH_S, after;
	char got[RECEIPT_SIZE];
	unsigned minute = 0, rule;
	size_t i;

	(void)state;
	receipt_make(got, "dip", NULL);
	after = (int64_t)time(NULL) - RECEIPT_EPOCH_S;
	assert_int_equal(strlen(got), RECEIPT_LEN);
	for (i = 0; i < 5; i++)
		minute = minute << 5 | value_of(got[i]);
	assert_in_range(minute, before / 60, after / 60);
	rule = value_of(got[5]) << 7 | value_of(got[6]) << 2 |
	    value_of(got[7]) >> 3;
	assert_int_equal(rule, 0x291);
}

static int
order(const void *a, const void *b)
{
	return memcmp(a, b, RECEIPT_SIZE);
}

/* Pairs of equal receipts among 1,000 of one rule. */
static unsigned
pairs(bool one_address, unsigned round)
{
	static char all[1000][RECEIPT_SIZE];
	struct ip ip = { { 198, 51, (unsigned char)round, 0 }, 32 };
	unsigned found = 0, i, j;

	for (i = 0; i < COUNT(all); i++) {
		if (!one_address) {
			ip.octet[2] = (unsigned char)(round + i / 250);
			ip.octet[3] = (unsigned char)i;
		}
		receipt_make(all[i], "dip", &ip);
	}
	qsort(all, COUNT(all), RECEIPT_SIZE, order);
	for (i = 0; i < COUNT(all); i++)
		for (j = i + 1; j < COUNT(all) &&
		    strcmp(all[i], all[j]) == 0; j++)
			found++;
	return found;
}

/* 1,000 of one rule in one minute: 1000 * 999 / 2 pairs of which one in 2^18 is
 * equal, 1.9 a round, and 381 in 200 rounds, with a standard deviation of 20.
 * A round that goes on in the next minute has fewer. */
static void
receipts_of_a_minute_are_shared_as_seldom_as_computed(void **state)
{
	unsigned round, found = 0;

	(void)state;
	for (round = 0; round < 200; round++)
		found += pairs(round % 2 == 0, round);
	assert_in_range(found, 380 - 140, 380 + 140);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(receipt_format_is_as_computed),
		cmocka_unit_test(receipt_rule_is_folded_fnv),
		cmocka_unit_test(receipt_make_tells_the_minute_and_the_rule),
		cmocka_unit_test(
		    receipts_of_a_minute_are_shared_as_seldom_as_computed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
