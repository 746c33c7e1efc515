/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/listspec.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Write every list of a value as "zone/bits[first-last ...] ". */
static void
spell(char *out, size_t size, const char *value)
{
	char first[IP_TEXT_SIZE], last[IP_TEXT_SIZE];
	struct listspec list;
	struct ip a, b;
	size_t at = 0;

	out[0] = '\0';
	while (listspec_next(&list, &value)) {
		at += (size_t)snprintf(out + at, size - at, "%s/%u[",
		    list.zone, list.bits);
		while (list.answers != NULL &&
		    listspec_range(&list.answers, &a, &b)) {
			ip_format(&a, first);
			ip_format(&b, last);
			at += (size_t)snprintf(out + at, size - at, "%s-%s ",
			    first, last);
		}
		at += (size_t)snprintf(out + at, size - at, "] ");
	}
}

static void
lists_and_their_answers_stand_between_commas(void **state)
{
	static const struct {
		const char *value, *want;
	} row[] = {
		{ "a.ex", "a.ex/0[] " },
		{ "a.ex/4", "a.ex/32[] " },
		{ "a.ex/6", "a.ex/128[] " },
		{ "a.ex,b.ex", "a.ex/0[] b.ex/0[] " },
		{ "a.ex=127.0.0.2", "a.ex/0[127.0.0.2-127.0.0.2 ] " },
		{ "a.ex=127.0.0.2-127.0.0.9",
		    "a.ex/0[127.0.0.2-127.0.0.9 ] " },
		{ "a.ex/4=127.0.0.2,127.0.0.4-127.0.0.5,127.0.0.9",
		    "a.ex/32[127.0.0.2-127.0.0.2 127.0.0.4-127.0.0.5 "
		    "127.0.0.9-127.0.0.9 ] " },
		{ "a.ex=127.0.0.2,b.ex/6,c.ex=127.0.0.3,127.0.0.4",
		    "a.ex/0[127.0.0.2-127.0.0.2 ] b.ex/128[] "
		    "c.ex/0[127.0.0.3-127.0.0.3 127.0.0.4-127.0.0.4 ] " },
		{ "1.2.ex,127.0.0.ex", "1.2.ex/0[] 127.0.0.ex/0[] " },
		{ "", "" },
	};
	char got[512];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		spell(got, sizeof(got), row[i].value);
		assert_string_equal(got, row[i].want);
	}
}

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
		{ KEY "." KEY "x", "KEY.KEY" },
		/* one byte less, a word, a number, and a compound */
		{ "abcdefgh1234567.example", "abcdefgh1234567.example" },
		{ "abcdefghabcdefgh.example", "abcdefghabcdefgh.example" },
		{ "1234567812345678.example", "1234567812345678.example" },
		{ "abcdefg-12345678.example", "abcdefg-12345678.example" },
	};
	char got[DNS_NAME_SIZE];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		listspec_mask(got, row[i].zone);
		assert_string_equal(got, row[i].want);
	}
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
		listspec_hide(text, KEY ".zen.dq.example");
		assert_string_equal(text, row[i].want);
		(void)strcpy(text, row[i].text);
		listspec_hide(text, "zen.dq.example");
		assert_string_equal(text, row[i].text);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_and_their_answers_stand_between_commas),
		cmocka_unit_test(keys_in_zones_are_masked),
		cmocka_unit_test(keys_in_texts_are_hidden_in_every_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
