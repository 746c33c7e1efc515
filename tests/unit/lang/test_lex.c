/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lang/lex.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* All words of a line between "|", and how it ended. */
static enum lex_answer
words(char out[256], const char *line, size_t *open)
{
	struct arena a = { 0 };
	enum lex_answer answer;
	struct word w;
	char text[256], *p = text;

	(void)snprintf(text, sizeof(text), "%s", line);
	out[0] = '\0';
	while ((answer = lex_word(&w, &p, &a)) == LEX_WORD) {
		assert_true(strlen(out) + strlen(w.text) + 2 < 256);
		(void)strcat(out, w.text);
		(void)strcat(out, memchr(w.at, '"', (size_t)(p - w.at)) !=
		    NULL ? "\"|" : "|");
		assert_true(w.at >= text && w.at < p);
	}
	*open = answer == LEX_OPEN_QUOTE ? (size_t)(w.at - text) : 0;
	arena_free(&a);
	return answer;
}

static void
lex_words_are_between_blanks(void **state)
{
	/* a word with quotes has a quote behind it in want */
	static const char *const row[][2] = { { "", "" }, { "  \t ", "" },
		{ "a", "a|" }, { " a  b\tc ", "a|b|c|" },
		{ "pass ^mail\\.", "pass|^mail\\.|" },
		{ "a\nb\r\nc", "a|b|c|" }, /* joined lines */
		{ "# a", "" }, { "a # b", "a|" }, { "a #", "a|" },
		{ "a#b c", "a#b|c|" }, { "a \"#b\" c", "a|#b\"|c|" },
		{ "\"a b\"", "a b\"|" }, { "x=\"a b\"c d", "x=a bc\"|d|" },
		{ "\"\"", "\"|" }, { "a\"\" b", "a\"|b|" },
		{ "\"a\\\"b\"", "a\"b\"|" }, { "\"\\\\\"", "\\\\\"|" },
		{ "\"\\d{1,3}\\.\"", "\\d{1,3}\\.\"|" },
		{ "\"\\\\\\\"\"", "\\\\\"\"|" }, { "a\\\"b\"", "a\\b\"|" },
		{ "\"a \nb \r\nc\"", "a b c\"|" }, /* the blanks were "\\" */
		{ "\"a\"\"b\" c", "ab\"|c|" } };
	char got[256];
	size_t i, open;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		assert_int_equal(words(got, row[i][0], &open), LEX_END);
		assert_string_equal(got, row[i][1]);
	}
}

static void
lex_open_quote_is_found_where_it_opens(void **state)
{
	static const struct {
		const char *in;
		size_t at;
	} row[] = {
		{ " \"a", 1 }, { "a \"b c", 2 }, { "x=\"a", 2 },
		{ "\"a\" b\"", 5 }, { "ab\"\\\"", 2 }, { "a \"b\\", 2 },
		{ "a \"b # c", 2 },
	};
	char got[256];
	size_t i, open;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		assert_int_equal(words(got, row[i].in, &open),
		    LEX_OPEN_QUOTE);
		assert_int_equal(open, row[i].at);
	}
}

static void
lex_word_leaves_the_line_as_it_is(void **state)
{
	char line[] = "  a \"b \\\" c\" # d", was[sizeof(line)], *p = line;
	struct arena a = { 0 };
	struct word w;

	(void)state;
	memcpy(was, line, sizeof(line));
	assert_int_equal(lex_word(&w, &p, &a), LEX_WORD);
	assert_ptr_equal(w.at, line + 2);
	assert_ptr_equal(p, line + 3);
	assert_int_equal(lex_word(&w, &p, &a), LEX_WORD);
	assert_ptr_equal(w.at, line + 4);
	assert_string_equal(w.text, "b \" c");
	assert_int_equal(lex_word(&w, &p, &a), LEX_END);
	assert_int_equal(lex_word(&w, &p, &a), LEX_END);
	assert_memory_equal(line, was, sizeof(line));
	arena_free(&a);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(lex_words_are_between_blanks),
		cmocka_unit_test(lex_open_quote_is_found_where_it_opens),
		cmocka_unit_test(lex_word_leaves_the_line_as_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
