/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "zone/format.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <stdlib.h>

#include "base/buf.h"
#include "zone/entries.h"
#include "zone/terms.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct terms terms = { .zone = "bl.example", .server = "ns.x",
	.ttl_s = 60, .serial = 9, .now_s = 1000, .text = "of all: $",
	.text_address = true, .value = 7 };

/* One entry of 192.0.2.1 as a format has it. */
static char *
written(const char *word, const char *text)
{
	struct zone_entry entry = { .ip = { { 192, 0, 2, 1 }, 32 }, .bits = 32,
		.value = 10, .text = text, .until_s = 4600 };
	struct entries s = { .entry = &entry, .len = 1 };
	struct buf b = { 0 };

	format_find(word)->write(&b, &s, &terms);
	assert_non_null(buf_text(&b));
	return (char *)b.data; /* for free(3) */
}

/* What each server would take for something else. */
static void
format_escapes_what_means_something(void **state)
{
	static const char hostile[] = "=a \"b\\c\" $1 $ :d ;e #f 'g {h}";
	static const char *const row[][2] = {
		{ "rbldnsd", "\n192.0.2.1/32 :127.0.0.10:==a \"b\\c\" $$1 $$ "
		    ":d ;e #f 'g {h}\n" },
		{ "rbldnsd-ip4set", "\n192.0.2.1/32 :127.0.0.10:==a \"b\\c\" "
		    "$$1 $$ :d ;e #f 'g {h}\n" },
		{ "bind", "\n1.2.0.192 IN TXT \"=a \\\"b\\\\c\\\" $1 $ :d ;e "
		    "#f 'g {h}\"\n" },
		{ "tinydns", "\n'1.2.0.192.bl.example:=a \"b\\134c\" $1 $ "
		    "\\072d ;e #f 'g {h}:60\n" },
		{ "postfix-cidr", "192.0.2.1/32 REJECT =a \"b\\c\" $1 $ :d ;e "
		    "#f 'g {h}\n" },
		{ "cidr", "192.0.2.1/32\n" },
		{ "nft", "{\n192.0.2.1 timeout 3600s\n}\n" },
		{ "rpz", "\n32.1.2.0.192.rpz-ip IN CNAME .\n" },
		{ "rbldns", ":127.0.0.7:of all: $$\n127.0.0.2\n192.0.2.1\n" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		char *got = written(row[i][0], hostile);

		if (strstr(got, row[i][1]) == NULL)
			fail_msg("%s: %s", row[i][0], got);
		free(got);
	}
}

/* rbldnsd cuts what stands in the file: half of "$$" would mean the address. */
static void
format_cuts_no_dollar_sign_of_rbldnsd_in_two(void **state)
{
	char text[256], want[300], *got;

	(void)state;
	memset(text, '$', 255);
	text[0] = '=';
	text[255] = '\0';
	got = written("rbldnsd-ip4set", text);
	memset(want, '$', sizeof(want));
	memcpy(want, ":==", 3);
	memcpy(want + 3 + 252, "\n", 2);
	assert_non_null(strstr(got, want));
	free(got);
	memset(text, 'x', 254);
	text[254] = '$';
	got = written("rbldnsd-ip4set", text);
	memset(want, 'x', sizeof(want));
	want[0] = ':';
	memcpy(want + 1 + 254, "\n", 2);
	assert_non_null(strstr(got, want));
	free(got);
}

static void
format_without_a_text_has_no_txt_record(void **state)
{
	static const char *const row[][2] = {
		{ "rbldnsd", "192.0.2.1/32 :127.0.0.10:\n" },
		{ "bind", "1.2.0.192 IN A 127.0.0.10\n" },
		{ "tinydns", "+1.2.0.192.bl.example:127.0.0.10:60\n" },
		{ "postfix-cidr", "192.0.2.1/32 REJECT\n" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		char *got = written(row[i][0], "");

		if (strstr(got, row[i][1]) == NULL ||
		    strstr(got, "1.2.0.192 IN TXT") != NULL ||
		    strstr(got, "'1.2.0.192") != NULL)
			fail_msg("%s: %s", row[i][0], got);
		free(got);
	}
}

/* RFC 5782 section 5, where DNS is; elsewhere they would do harm. */
static void
format_has_test_points_in_lists_only(void **state)
{
	static const struct {
		const char *word;
		bool four, six;
	} row[] = {
		{ "rbldnsd", true, true }, { "rbldnsd-ip4set", true, false },
		{ "rbldnsd-ip6trie", false, true }, { "bind", true, true },
		{ "tinydns", true, true }, { "rbldns", true, false },
		{ "rpz", false, false }, { "cidr", false, false },
		{ "postfix-cidr", false, false }, { "nft", false, false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		char *got = written(row[i].word, "x");
		bool four = strstr(got, "\n127.0.0.2") != NULL ||
		    strstr(got, "\n2.0.0.127 ") != NULL ||
		    strstr(got, "\n+2.0.0.127.") != NULL;
		bool six = strstr(got, "::ffff:7f00:2/128 ") != NULL ||
		    strstr(got, "2.0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0."
			"0.0.0.0.0.0.0.0.0.0") != NULL;

		if (four != row[i].four || six != row[i].six ||
		    strstr(got, "\n127.0.0.1") != NULL ||
		    strstr(got, "\n1.0.0.127") != NULL)
			fail_msg("%s: %s", row[i].word, got);
		free(got);
	}
}

static void
format_words_are_those_of_the_usage(void **state)
{
	char words[] = FORMAT_WORDS, *word;
	size_t n = 0;

	(void)state;
	for (word = strtok(words, " "); word != NULL;
	    word = strtok(NULL, " ")) {
		if (format_find(word) == NULL)
			fail_msg("%s", word);
		assert_string_equal(format_find(word)->word, word);
		n++;
	}
	assert_int_equal(n, 11);
	assert_null(format_find("bind9"));
	assert_null(format_find(""));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(format_escapes_what_means_something),
		cmocka_unit_test(format_cuts_no_dollar_sign_of_rbldnsd_in_two),
		cmocka_unit_test(format_without_a_text_has_no_txt_record),
		cmocka_unit_test(format_has_test_points_in_lists_only),
		cmocka_unit_test(format_words_are_those_of_the_usage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
