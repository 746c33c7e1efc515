/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/zone_mask.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* 16 letters and digits; Spamhaus' keys have 26, Abusix' 32. */
#define KEY "abcdefgh12345678"

static void
keys_in_zones_are_masked(void **state)
{
	static const struct {
		const char *zone, *want;
	} row[] = {
		{ "zen.spamhaus.org", "zen.spamhaus.org" },
		{ KEY ".zen.dq.example", "KEY.zen.dq.example" },
		{ "zen." KEY ".dq.example", "zen.KEY.dq.example" },
		{ "dq.example." KEY, "dq.example.KEY" },
		{ "abcdefgh99999999.example", "KEY.example" },
		{ "abcdefgh00000000.example", "KEY.example" },
		{ KEY "." KEY "x", "KEY.KEY" },
		/* one byte less, a word, a number, and a compound */
		{ "abcdefgh1234567.example", "abcdefgh1234567.example" },
		{ "abcdefghabcdefgh.example", "abcdefghabcdefgh.example" },
		{ "1234567812345678.example", "1234567812345678.example" },
		{ "abcdefg-12345678.example", "abcdefg-12345678.example" },
		{ "abcdefg_12345678.example", "abcdefg_12345678.example" },
		{ "abcdefg+12345678.example", "KEY.example" },
	};
	char got[DNS_NAME_SIZE], longer[2 * DNS_NAME_SIZE];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		zone_mask(got, row[i].zone);
		assert_string_equal(got, row[i].want);
	}
	for (i = 0; i + 2 < sizeof(longer); i += 2)
		memcpy(longer + i, "a.", 3);
	memcpy(longer + DNS_NAME_SIZE - 4, "aa", 3); /* just fits */
	zone_mask(got, longer);
	assert_string_equal(got, longer);
	memcpy(longer + DNS_NAME_SIZE - 4, "a.a", 3);
	zone_mask(got, longer); /* cut behind a label */
	assert_int_equal(strlen(got), DNS_NAME_SIZE - 2);
	assert_memory_equal(got, longer, DNS_NAME_SIZE - 2);
}

static void
keys_in_texts_are_hidden_in_every_place(void **state)
{
	static const struct {
		const char *text, *want;
	} row[] = {
		{ "listed, see https://x.example/?k=" KEY "&ip=1",
		    "listed, see https://x.example/?k=KEY&ip=1" },
		{ KEY, "KEY" },
		{ KEY KEY " " KEY, "KEYKEY KEY" },
		{ "ABCDEFGH12345678.zen", "KEY.zen" },
		{ "zen.dq.example", "zen.dq.example" },
		{ "abcdefgh1234567", "abcdefgh1234567" },
		{ "", "" },
	};
	char text[DNS_TEXT_SIZE];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		(void)strcpy(text, row[i].text);
		zone_mask_hide(text, KEY ".zen.dq.example");
		assert_string_equal(text, row[i].want);
		(void)strcpy(text, row[i].text);
		zone_mask_hide(text, "zen.dq.example");
		assert_string_equal(text, row[i].text);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_in_zones_are_masked),
		cmocka_unit_test(keys_in_texts_are_hidden_in_every_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
