/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "expr/automaton.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static enum automaton_answer
answer(const char *pattern, const char *text)
{
	struct automaton a;

	if (!automaton_make(&a, pattern))
		fail_msg("%s is not taken", pattern);
	return automaton_search(&a, text, strlen(text));
}

/* tests/fuzz/fuzz_automaton.c compares with PCRE2. */
static void
automaton_search_finds_what_matches(void **state)
{
	static const struct {
		const char *pattern, *yes, *no;
	} row[] = {
		{ "b", "abc", "ac" },
		{ "B", "abc", "ac" },
		{ "a.c", "xabcx", "ac" },
		{ "^b", "bc", "ab" },
		{ "b$", "ab", "bc" },
		{ "^abc$", "abc", "abcd" },
		{ "^aBz$", "AbZ", "AbY" },
		{ "^[A-C]-[^a-y]$", "c-z", "C-Y" },
		{ "^$", "", "a" },
		{ "\\.dyn\\.", "a.dyn.b", "adyn.b" },
		{ "(^|\\.)dyn", "dyn7", "xdyn" },
		{ "(^|\\.)dyn", "a.dyn", "a-dyn" },
		{ "a(b|$)", "ca", "ac" },
		{ "[0-9]{1,3}-[0-9]{1,3}", "h198-51", "h-51" },
		{ "^[0-9]{2,3}$", "123", "1234" },
		{ "^[0-9]{2,3}$", "12", "1" },
		{ "^a{0}b$", "b", "ab" },
		{ "^a{3}$", "aaa", "aa" },
		{ "^a{2,}$", "aaaa", "a" },
		{ "^a*b$", "b", "ac" },
		{ "^a+b$", "aab", "b" },
		{ "^a?b$", "ab", "aab" },
		{ "^(ab){2}$", "abab", "ab" },
		{ "^(a|bc){1,9}d$", "abcad", "abd" },
		{ "^(?:a|b|)c$", "c", "dc" },
		{ "^a*?b+?$", "aab", "aa" },
		{ "[^0-9]x", "ax", "0x" },
		{ "\\dx\\w", "0xa", "ax-" },
		{ "(?i)Dyn", "dyn", "dy" },
		{ "^~ $", "~ ", "~" },
		{ "$x", "a$x" /* no text has it */, "x" },
	};
	size_t i;

	(void)state;
	for (i = 0; i + 1 < COUNT(row); i++)
		if (answer(row[i].pattern, row[i].yes) != AUTOMATON_YES ||
		    answer(row[i].pattern, row[i].no) != AUTOMATON_NO)
			fail_msg("%s", row[i].pattern);
	assert_int_equal(answer(row[i].pattern, row[i].yes), AUTOMATON_NO);
	assert_int_equal(answer("", ""), AUTOMATON_YES);
	assert_int_equal(answer("a*", "\x80"), AUTOMATON_YES);
}

static void
automaton_search_leaves_other_bytes(void **state)
{
	static const char *const text[] = { "\x1f" "b", "\x7f" "b", "\x80" "b",
		"\n" };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(text); i++)
		assert_int_equal(answer(".b", text[i]), AUTOMATON_UNKNOWN);
	assert_int_equal(answer("b", "ab\n"), AUTOMATON_YES);
}

static void
automaton_make_leaves_what_pcre2_must_do(void **state)
{
	static const char *const pattern[] = { "(?=a)b", "(a)\\1", "\\ba",
		"a\\Z", "a++b", "(?>a|ab)c", "(?-i)A", "\\x41", "$1", "(a+)+b",
		"(a|aa)*b", "(a|^){0}b", "(ab){10}", "(ab){0,10}", "(ab){2,}",
		"^^a", "a$$", "$^",
		"(^|x)(^|y)z", "(^a?)*b", "[[:punct:]]", "a{129}", "(?:){999}",
		"(((((((a{2}){2}){2}){2}){2}){2}){2}){2}", "(?<n>a)",
		"(((((((((((((((((((((a)))))))))))))))))))))", "a)", "(a" };
	struct automaton a;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(pattern); i++)
		if (automaton_make(&a, pattern[i]))
			fail_msg("%s", pattern[i]);
}

static void
automaton_make_takes_what_has_positions(void **state)
{
	char text[AUTOMATON_POSITIONS + 1], pattern[32];

	(void)state;
	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	(void)snprintf(pattern, sizeof(pattern), "a{%zu}", strlen(text));
	assert_int_equal(answer(pattern, text), AUTOMATON_YES);
	assert_int_equal(answer(pattern, text + 1), AUTOMATON_NO);
	(void)snprintf(pattern, sizeof(pattern), "^a{0,%zu}$",
	    strlen(text + 2));
	assert_int_equal(answer(pattern, text + 2), AUTOMATON_YES);
	assert_int_equal(answer(pattern, text + 1), AUTOMATON_NO);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(automaton_search_finds_what_matches),
		cmocka_unit_test(automaton_search_leaves_other_bytes),
		cmocka_unit_test(automaton_make_leaves_what_pcre2_must_do),
		cmocka_unit_test(automaton_make_takes_what_has_positions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
