/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "expr/scan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define TEXT 256

static void
put(char out[TEXT], const char *text)
{
	(void)snprintf(out + strlen(out), TEXT - strlen(out), "%s", text);
}

/* What a byte is out of: itself, [members], or * for too many. */
static void
put_set(char out[TEXT], const struct charset *set)
{
	char member[13], text[16];
	unsigned n = charset_members(set, member, sizeof(member) - 1);

	member[n] = '\0';
	if (n == 1)
		put(out, member);
	else if (n == 0)
		put(out, "*");
	else {
		(void)snprintf(text, sizeof(text), "[%s]", member);
		put(out, text);
	}
}

/* Read all of an expression: atoms as put_set, "_" for nothing, "^" and "$" for
 * the ends of the name, "(" and "<" for groups, {n} for a quantifier, and at
 * last "?" if the reader is lost. */
static void
scan_text(char out[TEXT], const char *pattern)
{
	struct scan s = { .p = pattern };
	char braces[16];

	out[0] = '\0';
	while (!s.lost) {
		scan_atom(&s);
		if (s.lost)
			break;
		if (s.atom == SCAN_END && *s.p == '\0')
			return;
		if (s.atom == SCAN_END && *s.p == ')') {
			scan_close(&s);
			put(out, ")");
		} else if (s.atom == SCAN_END) {
			s.p++;
			put(out, "|");
			continue;
		} else if (s.atom == SCAN_BYTE) {
			put_set(out, &s.set);
		} else if (s.atom == SCAN_BYTES) {
			put_set(out, &s.set);
			put(out, "..");
		} else {
			put(out, s.atom == SCAN_NOTHING ? "_" :
			    s.atom == SCAN_HEAD ? "^" :
			    s.atom == SCAN_TAIL ? "$" :
			    s.atom == SCAN_OPEN ? "(" : "<");
			if (s.atom == SCAN_OPEN || s.atom == SCAN_LOOK)
				continue;
		}
		if (!scan_quantifier(&s))
			continue;
		(void)snprintf(braces, sizeof(braces), "{%u}", s.least);
		put(out, braces);
	}
	put(out, "?");
}

static void
scan_reads(const char *pattern, const char *want)
{
	char got[TEXT];

	scan_text(got, pattern);
	if (strcmp(got, want) != 0)
		fail_msg("%s: %s, not %s", pattern, got, want);
}

#define DIGITS "[0123456789]"

static void
scan_atom_knows_what_bytes_match(void **state)
{
	static const struct {
		const char *pattern, *want;
	} row[] = {
		{ "", "" }, { "aB-", "ab-" }, { ".", "*" }, { "a.b", "a*b" },
		{ "\\.\\-\\_\\\\", ".-_\\" }, { "\\d", DIGITS },
		{ "\\D\\w\\W\\s\\S\\h\\H", "**" "*[\t\n\v\f\r ]***" },
		{ "\\t\\n\\r\\f\\e\\a", "\t\n\r\f\033\a" }, { "]}", "]}" },
		{ "\xe9", "*" }, { "{", "{" }, { "a,", "a," },
		{ "$1", DIGITS ".." }, { "$4x", DIGITS "..x" },
		{ "$5", "*.." }, /* 16 hexadecimal digits */
		{ "$9$0", "$9$0" }, { "\\$1", "$1" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++)
		scan_reads(row[i].pattern, row[i].want);
}

/* pcre2pattern(3), "Square brackets and character classes". */
static void
scan_atom_reads_classes(void **state)
{
	static const struct {
		const char *pattern, *want;
	} row[] = {
		{ "[a]", "a" }, { "[aA]", "a" }, { "[abc]", "[abc]" },
		{ "[a-c]d", "[abc]d" }, { "[]a]", "[]a]" }, { "[]]", "]" },
		{ "[^]a]", "*" }, { "[a-]", "[-a]" }, { "[-a]", "[-a]" },
		{ "[a^]", "[^a]" }, { "[^a]", "*" }, { "[[a]", "[[a]" },
		{ "[\\]a]", "[]a]" }, { "[\\\\]", "\\" }, { "[.]", "." },
		{ "[\\.-]", "[-.]" }, { "[+--]", "[+,-]" },
		{ "[--/]", "[-./]" }, { "[a-b-d]", "[-abd]" },
		{ "[\\d]", DIGITS }, { "[\\d-]", "[-0123456789]" },
		{ "[\\d-z]", "[-0123456789z]" }, { "[\\D]", "*" },
		{ "[[:digit:]]", DIGITS }, { "[[:digit:]-]", "[-0123456789]" },
		{ "[\\.-\\/]", "[./]" }, { "[$1]", "[$1]" },
		{ "[(|)*+?{}]", "[()*+?{|}]" }, { "[a]]", "a]" },
		{ "[\xe0]", "*" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++)
		scan_reads(row[i].pattern, row[i].want);
}

static void
scan_atom_knows_what_consumes_nothing(void **state)
{
	static const struct {
		const char *pattern, *want;
	} row[] = {
		{ "^a", "^a" }, { "a$", "a$" }, { "\\Aa\\z", "^a$" },
		{ "\\ba\\B", "_a_" }, { "(?i)a", "_a" }, { "(?-i)a", "_a" },
		{ "a\\Z", "a_" }, /* a newline may follow */
		{ "(?=a)b", "<a)b" }, { "(?!a)", "<a)" }, { "(?<=a)", "<a)" },
		{ "(?<!a)", "<a)" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++)
		scan_reads(row[i].pattern, row[i].want);
}

static void
scan_atom_ends_at_branches_and_groups(void **state)
{
	static const struct {
		const char *pattern, *want;
	} row[] = {
		{ "a|b", "a|b" }, { "|", "|" }, { "(a)", "(a)" },
		{ "(?:a|b)c", "(a|b)c" }, { "(?>a)", "(a)" },
		{ "(?i:a)", "(a)" }, { "(?-i:a)", "(a)" }, { "()", "()" },
		{ "((a)b)", "((a)b)" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++)
		scan_reads(row[i].pattern, row[i].want);
}

/* pcre2pattern(3), "Repetition". */
static void
scan_quantifier_knows_the_least(void **state)
{
	static const struct {
		const char *pattern, *want;
	} row[] = {
		{ "a*", "a{0}" }, { "a+b", "a{1}b" }, { "a?", "a{0}" },
		{ "a*?b", "a{0}b" }, { "a+?", "a{1}" }, { "a??", "a{0}" },
		{ "a*+", "a{0}" }, { "a++b", "a{1}b" }, { "a?+", "a{0}" },
		{ "a{0}", "a{0}" }, { "a{3}", "a{3}" }, { "a{2,}b", "a{2}b" },
		{ "a{2,5}", "a{2}" }, { "a{0,5}?", "a{0}" },
		{ "a{02}+b", "a{2}b" }, { "(a){4}", "(a){4}" },
		{ "[a]{2}", "a{2}" }, { "$1{2}", DIGITS "..{2}" },
		{ "a{254}", "a{254}" }, { "a{255}", "a{255}" },
		{ "a{256}", "a{255}" }, { "a{65535}", "a{255}" },
		{ "\\b?a", "_{0}a" }, { "(?=a)?", "<a){0}" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++)
		scan_reads(row[i].pattern, row[i].want);
}

static void
scan_quantifier_knows_the_most(void **state)
{
	static const struct {
		const char *pattern;
		unsigned most;
	} row[] = {
		{ "a", 1 }, { "a*", SCAN_ENDLESS }, { "a+b", SCAN_ENDLESS },
		{ "a?", 1 }, { "a{0}", 0 }, { "a{3}", 3 },
		{ "a{2,}b", SCAN_ENDLESS }, { "a{2,5}", 5 },
		{ "a{2,254}", 254 }, { "a{2,256}", 255 },
		{ "a{2,65535}?", 255 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		struct scan s = { .p = row[i].pattern };

		scan_atom(&s);
		(void)scan_quantifier(&s);
		if (s.most != row[i].most)
			fail_msg("%s: %u", row[i].pattern, s.most);
	}
}

/* Where atoms and sets do not tell all. */
static void
scan_knows_what_is_loose(void **state)
{
	static const struct {
		const char *pattern;
		bool loose;
	} row[] = {
		{ "a", false }, { "^a", false }, { "\\A", false },
		{ "$", false }, { "\\z", false }, { "\\Z", true },
		{ "\\b", true }, { "\\B", true }, { "a+", false },
		{ "a+?", false }, { "a++", true }, { "a{2}+", true },
		{ "(?:a)", false }, { "(?>a)", true }, { "(?i)a", false },
		{ "(?-i)a", true }, { "(?i:a)", false }, { "(?-i:a)", true },
		{ "(?=a)", true }, { "(?<!a)", true },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		struct scan s = { .p = row[i].pattern };

		scan_atom(&s);
		(void)scan_quantifier(&s);
		if (s.lost || s.loose != row[i].loose)
			fail_msg("%s", row[i].pattern);
	}
}

/* Not understood, or no expression at all. */
static void
scan_atom_gets_lost(void **state)
{
	static const char *const pattern[] = { "\\1", "\\x61", "\\055",
		"\\Qa\\E", "\\K", "\\G", "\\R", "\\X", "\\N", "\\v", "\\pL",
		"\\g1", "\\k<n>", "\\cA", "\\", "\\\xe9", "[", "[a", "[]",
		"[\\", "[[:punct:]]", "[[:^digit:]]", "[[:digit:]", "[[=a=]]",
		"[[.a.]]", "[[:<:]]", "[a-\\d]", "[a-[:digit:]]", "[\\b]",
		"[\\x61]", "[\\n]", "(?#a)", "(?x)", "(?m)", "(?s)", "(?U)",
		"(?^)", "(?im)", "(?|a)", "(?<n>a)", "(?P<n>a)", "(?'n'a)",
		"(?R)", "(?1)", "(?+1)", "(?&n)", "(?(1)a)", "(?C)", "(*F)",
		"(*ACCEPT)", "(*UTF)", "(*pla:a)", "(?", "*", "+a", "?", "a{",
		"a{}", "a{,3}", "a{ 2}", "a{2 }", "a{b}", "a{2", "a**",
		"(?x:a)", "(?^:a)" };
	char got[TEXT];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(pattern); i++) {
		scan_text(got, pattern[i]);
		if (strchr(got, '?') == NULL)
			fail_msg("%s: %s", pattern[i], got);
	}
}

static void
scan_close_wants_a_parenthesis(void **state)
{
	struct scan s = { .p = ")a" };

	(void)state;
	scan_close(&s);
	assert_false(s.lost);
	assert_string_equal(s.p, "a");
	scan_close(&s);
	assert_true(s.lost);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(scan_atom_knows_what_bytes_match),
		cmocka_unit_test(scan_atom_reads_classes),
		cmocka_unit_test(scan_atom_knows_what_consumes_nothing),
		cmocka_unit_test(scan_atom_ends_at_branches_and_groups),
		cmocka_unit_test(scan_quantifier_knows_the_least),
		cmocka_unit_test(scan_quantifier_knows_the_most),
		cmocka_unit_test(scan_knows_what_is_loose),
		cmocka_unit_test(scan_atom_gets_lost),
		cmocka_unit_test(scan_close_wants_a_parenthesis),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
