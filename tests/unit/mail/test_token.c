/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mail/token.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Words as they are, comments in {}, a semicolon, and ! for one that does not
 * end; + before what is glued. */
static void
show(char *out, size_t size, const char *text, size_t len)
{
	struct tokens t = { text, text + len, TOKEN_END };
	struct token token;
	size_t n = 0;

	out[0] = '\0';
	while (token_next(&token, &t) != TOKEN_END) {
		const char *form = token.kind == TOKEN_COMMENT ? "%s%s{%.*s}" :
		    token.kind == TOKEN_OPEN ? "%s%s!%.*s" : "%s%s%.*s";

		assert_in_range(n, 0, size - 1);
		n += (size_t)snprintf(out + n, size - n, form,
		    n > 0 ? "|" : "", token.glued ? "+" : "", (int)token.len,
		    token.at);
	}
	assert_ptr_equal(t.at, text + len);
	assert_int_equal(token_next(&token, &t), TOKEN_END);
}

static void
token_next_tells_words_and_comments(void **state)
{
	static const struct {
		const char *text, *want;
	} row[] = {
		{ "", "" },
		{ " \r\n\t ", "" },
		{ "from a by b", "from|a|by|b" },
		{ "\r\n\tfrom  a\r\n\tby b;\r\n Wed", "from|a|by|b|;|Wed" },
		{ "a (b c) d", "a|{b c}|d" },
		{ "(a (b) c) d", "{a (b) c}|d" },
		{ "(a \\) b) c", "{a \\) b}|c" },
		{ "() a", "{}|a" },
		{ "a(b) c", "a|+{b}|c" },
		{ "a (b)c", "a|{b}|+c" },
		{ "(a)(b)", "{a}|+{b}" },
		{ "(a);(b)", "{a}|;|{b}" },
		{ "a;b", "a|;|b" },
		{ "a) b", "a)|b" },
		{ "(a (b) c", "!(a (b) c" },
		{ "a (b\\", "a|!(b\\" },
		{ "for <\"a (b) ; c\"@d> e", "for|<\"a (b) ; c\"@d>|e" },
		{ "(x <\"a) b\"@c>) d", "{x <\"a) b\"@c>}|d" },
		{ "(x <\"a\\\") b\"@c>) d", "{x <\"a\\\") b\"@c>}|d" },
		{ "(x <\"a) b", "{x <\"a}|b" },
		{ "(x <\"a) b\" c", "{x <\"a}|b\"|c" },
		{ "\"a b\"", "\"a|b\"" },
	};
	char got[256];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		show(got, sizeof(got), row[i].text, strlen(row[i].text));
		assert_string_equal(got, row[i].want);
	}
	show(got, sizeof(got), "a\0b", 3);
	assert_string_equal(got, "a|b");
}

/* RFC 5321 section 4.5.3.1.1: 64 bytes, which may be quoted one by one. */
static void
what_is_quoted_has_an_end(void **state)
{
	char text[600], got[700];

	(void)state;
	memset(text, 'a', sizeof(text));
	memcpy(text, "(<\"", 3);
	text[10] = ')';
	memcpy(text + 200, "\"@b)", 4);
	show(got, sizeof(got), text, 204);
	assert_int_equal(strlen(got), 204);
	memset(text + 11, 'a', sizeof(text) - 11);
	memcpy(text + 300, "\"@b)", 4);
	show(got, sizeof(got), text, 304);
	assert_memory_equal(got, "{<\"aaaaaaa}|+aaa", 16);
}

static void
token_is_and_begins_ignore_case(void **state)
{
	struct token word = { TOKEN_WORD, "ESMTPS x", 6, false };
	struct token comment = { TOKEN_COMMENT, "Exim 4.96", 9, false };

	(void)state;
	assert_true(token_is(&word, "esmtps"));
	assert_false(token_is(&word, "esmtp"));
	assert_false(token_is(&word, "esmtpsa"));
	assert_false(token_is(&comment, "Exim 4.96"));
	assert_true(token_begins(&comment, "exim "));
	assert_true(token_begins(&word, "ESMTP"));
	assert_false(token_begins(&word, "esmtps x"));
}

static void
token_hides_what_goes_on(void **state)
{
	static const struct {
		const char *text;
		bool want;
	} row[] = {
		{ "a) by b", true }, { "a] \t BY\tb", true },
		{ ")\n\tby\r\nb", true }, { "a) b) by b", true },
		{ "\nby b", false }, { "a\r\n by b", false },
		{ "a by b", false }, { " by b", false }, { "by b", false },
		{ "a; b by c", true }, { "a by b; c", false },
		{ "a)by b", false }, { "a) by", false }, { "a) xby b", false },
		{ "a) byx b", false }, { "a) b y", false }, { "a)\rx by b",
		    false }, { ") by) by)", false }, { "a\nb by b", false },
		{ "", false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		struct token t = { TOKEN_COMMENT, row[i].text,
			strlen(row[i].text), false };

		if (token_hides(&t, "by") != row[i].want)
			fail_msg("\"%s\"", row[i].text);
	}
}

static void
token_is_open_counts_quotes(void **state)
{
	static const struct {
		const char *text;
		bool want, word;
	} row[] = {
		{ "", false, false }, { "\"", true, true },
		{ "a\"b\"c", false, true }, { "\"a\" \"b", true, true },
		{ "a\\\"b", false, false }, { "a\\", false, false },
		{ "\"a\\\"", true, true }, { "<\"a b\"@c>", false, false },
		{ "<\"a \\\" b\"@c>", false, false },
		{ "<a.\"b", true, true }, { "<\"a", true, true },
		{ "<x@\"a", false, false }, { "b\">", false, false },
		{ "<\"a\"@c> \"", true, true },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		struct token t = { TOKEN_COMMENT, row[i].text,
			strlen(row[i].text), false };

		if (token_is_open(&t) != row[i].want)
			fail_msg("%s", row[i].text);
		t.kind = TOKEN_WORD;
		if (token_is_open(&t) != (row[i].want || row[i].word))
			fail_msg("word %s", row[i].text);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(token_next_tells_words_and_comments),
		cmocka_unit_test(what_is_quoted_has_an_end),
		cmocka_unit_test(token_is_and_begins_ignore_case),
		cmocka_unit_test(token_hides_what_goes_on),
		cmocka_unit_test(token_is_open_counts_quotes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
