/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/word.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/ip.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct text
of(const char *word)
{
	return (struct text){ word, strlen(word) };
}

static void
addresses_stand_in_brackets(void **state)
{
	static const struct {
		const char *text, *ip, *rest;
	} row[] = {
		{ "[192.0.2.1]:25", "192.0.2.1", ":25" },
		{ "[IPv6:2001:db8::1]", "2001:db8::1", "" },
		{ "[::ffff:192.0.2.1] x", "192.0.2.1", " x" },
		{ "[192.0.2.1", NULL, NULL },
		{ "[192.0.2]", NULL, NULL },
		{ "[]", NULL, NULL },
		{ "192.0.2.1", NULL, NULL },
		{ "", NULL, NULL },
	};
	char text[IP_TEXT_SIZE];
	struct text t;
	struct ip ip;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		t = of(row[i].text);
		assert_int_equal(word_brackets(&ip, &t), row[i].ip != NULL);
		if (row[i].ip == NULL) {
			assert_true(text_is(t, row[i].text));
			continue;
		}
		ip_format(&ip, text);
		assert_string_equal(text, row[i].ip);
		assert_true(text_is(t, row[i].rest));
	}
}

static void
what_is_quoted_ends_no_address(void **state)
{
	static const struct {
		const char *text, *inside, *rest;
	} row[] = {
		{ "<a@b>, c", "a@b", ", c" },
		{ "<>", "", "" },
		{ "<\"a> b\"@c>, d", "\"a> b\"@c", ", d" },
		{ "<\"a\\\"> b\"@c>", "\"a\\\"> b\"@c", "" },
		{ "<a", NULL, NULL },
		{ "<\"a>", NULL, NULL },
		{ "a>", NULL, NULL },
		{ "", NULL, NULL },
		{ "<a\\>b>", "a\\", "b>" },
	};
	struct text t, inside;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		t = of(row[i].text);
		assert_int_equal(word_angle(&inside, &t),
		    row[i].inside != NULL);
		if (row[i].inside == NULL)
			continue;
		assert_true(text_is(inside, row[i].inside));
		assert_true(text_is(t, row[i].rest));
	}
}

static void
words_have_their_bytes(void **state)
{
	struct text t = of("mx-1.a_b.example[1"), word;

	(void)state;
	assert_true(word_host(&word, &t));
	assert_true(text_is(word, "mx-1.a_b.example") && text_is(t, "[1"));
	assert_false(word_host(&word, &t));
	t = of("B{");
	assert_true(word_host(&word, &t) && text_is(t, "{"));
	t = of("17x");
	assert_true(word_digits(&word, &t));
	assert_true(text_is(word, "17") && text_is(t, "x"));
	assert_false(word_digits(&word, &t));
}

static void
an_address_is_all_of_a_text(void **state)
{
	struct ip ip;

	(void)state;
	assert_true(word_ip(&ip, of("192.0.2.1")));
	assert_false(word_ip(&ip, of("192.0.2.1 ")));
	assert_false(word_ip(&ip, (struct text){ "192.0.2.1\0", 10 }));
	assert_false(word_ip(&ip, of("")));
	assert_false(word_ip(&ip, of("1111:2222:3333:4444:5555:6666:7777:8888:"
	    "9999:aaaa:bbbb")));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_stand_in_brackets),
		cmocka_unit_test(what_is_quoted_ends_no_address),
		cmocka_unit_test(words_have_their_bytes),
		cmocka_unit_test(an_address_is_all_of_a_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
