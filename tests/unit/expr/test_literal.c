/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "expr/literal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define TEXT 2048

/* The literals between blanks, "$" behind those at the end of the name. */
static void
literal_text(char out[TEXT], const char *pattern)
{
	struct literal_set set;
	size_t len = 0, i;

	literal_find(&set, pattern);
	out[0] = '\0';
	for (i = 0; i < set.len; i++)
		len += (size_t)snprintf(out + len, TEXT - len, "%s%.*s%s",
		    i > 0 ? " " : "", (int)set.item[i].len, set.item[i].text,
		    set.item[i].suffix ? "$" : "");
}

struct row {
	const char *pattern, *want;
};

static void
check(const struct row *row, size_t len)
{
	char got[TEXT];
	size_t i;

	for (i = 0; i < len; i++) {
		literal_text(got, row[i].pattern);
		if (strcmp(got, row[i].want) != 0)
			fail_msg("%s: \"%s\", not \"%s\"", row[i].pattern,
			    got, row[i].want);
	}
}

static void
literal_find_takes_what_every_match_has(void **state)
{
	static const struct row row[] = {
		{ "\\.example\\.net$", ".example.net$" },
		{ "^dyn", "dyn" }, { "DYN", "dyn" }, { "^abc$", "abc$" },
		{ "com$", "com$" }, { "m$", "m$" }, { "m", "" },
		{ "abcd?ef", "abc" }, { "abcd*ef", "abc" },
		{ "abcd+ef", "abcd" }, { "abcd{2}ef", "abcd" },
		{ "abcd{0,2}ef", "abc" }, { "abcd{0}", "abc" },
		{ "ab.*cdefg", "cdefg" }, { "ab\\d+cde", "cde" },
		{ "a(bcde)f", "abcdef" }, { "a(?:bcde){3}f", "abcde" },
		{ "ab(cdef)?g", "ab" }, { "ab(cdef)*g", "ab" },
		{ "(cdef){0}ab", "ab" }, { "ab(cdef)+?", "abcdef" },
		{ "h$1\\.pool\\.", ".pool." },
		{ "(?i)abc", "abc" }, { "ab\\b\\.cde", ".cde" },
		{ "\\Aabc\\z", "abc$" },
	};

	(void)state;
	check(row, COUNT(row));
}

static void
literal_find_knows_alternatives(void **state)
{
	static const struct row row[] = {
		{ "d[iy]n", "din dyn" }, { "d[iI]n", "din" },
		{ "[ab]c[de]", "acd bcd ace bce" },
		{ "xx[a-e]y", "xx" }, { "x[^a]yy", "yy" },
		{ "foo|bars", "foo bars" }, { "(foo|bars)q", "fooq barsq" },
		{ "foo$|bar", "foo$ bar" }, { "(foo|ba)r$", "foor$ bar$" },
		{ "foo|", "" }, { "|foo", "" }, { "(foo|)b", "" },
		{ "foo|b", "" }, { "foo|.*", "" },
		{ "aa|bb|cc|dd|ee|ff|gg|hh|ii|jj|kk|ll|mm|nn|oo|pp",
		    "aa bb cc dd ee ff gg hh ii jj kk ll mm nn oo pp" },
		{ "a[abcd]|b[abcd]|c[abcd]|d[abcd]|"
		    "e[abcd]|f[abcd]|g[abcd]|h[abcd]|yz", "" },
	};

	(void)state;
	check(row, COUNT(row));
}

static void
literal_find_goes_on_through_groups(void **state)
{
	static const struct row row[] = {
		{ "\\.(?:dsl|cable)\\.", ".dsl. .cable." },
		{ "x[-.](dyn|pool)[0-9]", "x-dyn x.dyn x-pool x.pool" },
		{ "ab(cd|)ef", "abcdef abef" }, { "(cd|)ef", "cdef ef" },
		{ "a(b(c|d)e|f)g", "abceg abdeg afg" },
		{ "(dyn|pool)\\.example\\.net$",
		    "dyn.example.net$ pool.example.net$" },
		{ "(ab|c.)d", "" }, { "ab(.|c)de", "ab" },
		{ "ab(c$|d)e", "abc abd" }, { "ab(c|d)?efg", "efg" },
		{ "ab(c|d){2}efg", "abc abd" }, { "ab(?!x)cde", "cde" },
		{ "ab(?=(x|y))cde", "cde" }, { "ab(?>c|d)e", "abce abde" },
		{ "([abcd]|[efgh])[abcd]x",
		    "aax bax cax dax eax fax gax hax "
		    "abx bbx cbx dbx ebx fbx gbx hbx "
		    "acx bcx ccx dcx ecx fcx gcx hcx "
		    "adx bdx cdx ddx edx fdx gdx hdx" },
	};

	(void)state;
	check(row, COUNT(row));
}

/* What stands in an expression and need not stand in the name. */
static void
literal_find_errs_by_finding_less(void **state)
{
	static const struct row row[] = {
		{ "", "" }, { "(?=abcd)e", "" }, { "(?!abcd)e", "" },
		{ "(?<=abcd)e", "" }, { "(?<!abcd)e", "" },
		{ "ab(?=$)", "ab" }, { "(ab$)c?", "ab" }, { "ab$c", "ab" },
		{ "ab$?", "ab" }, { "ab($)", "ab" }, { "ab$$", "ab" },
		{ "ab\\Z", "ab" }, /* "ab\n" matches */
		{ "abcd(?x)ef", "" }, { "ab(?#cdef)", "" }, { "ab\\x63", "" },
		{ "abcd\\1", "" }, { "abcd\\Ke", "" }, { "abcd(?R)?", "" },
		{ "\\Qabcd\\E", "" }, { "abcd\\E", "" }, { "abcd(*F)|x", "" },
		{ "(?(?=a)bcd|efg)", "" }, { "(?|abcd|efgh)", "" },
		{ "abcd{,2}", "" }, { "abcd{", "" }, { "abcd)", "" },
		{ "(abcd", "" }, { "abcd[", "" }, { "abcd\\", "" },
		{ "abcd|(", "" }, { "a\xe9" "bcd", "bcd" },
	};

	(void)state;
	check(row, COUNT(row));
}

static void
literal_find_keeps_the_end_of_a_long_one(void **state)
{
	char pattern[TEXT], want[TEXT];

	(void)state;
	memset(pattern, 'a', 10);
	memset(pattern + 10, 'b', LITERAL_MAX - 1);
	memcpy(pattern + 10 + LITERAL_MAX - 1, "c$", 3);
	memset(want, 'b', LITERAL_MAX - 1);
	memcpy(want + LITERAL_MAX - 1, "c$", 3);
	check(&(const struct row){ pattern, want }, 1);
}

static void
literal_find_survives_deep_groups(void **state)
{
	static char pattern[20001];
	char got[TEXT];
	size_t i;

	(void)state;
	check(&(const struct row){ "(((((abc)))))", "abc" }, 1);
	for (i = 0; i < 10000; i++) {
		pattern[i] = '(';
		pattern[20000 - 1 - i] = ')';
	}
	literal_text(got, pattern);
	assert_string_equal(got, "");
}

static void
literal_find_counts_the_shape(void **state)
{
	static const struct {
		const char *pattern;
		struct shape want;
	} row[] = {
		{ "abc", { 0, 0, 0, 0 } },
		{ "1-2\\.3", { 3, 1, 1, 0 } },
		{ "^\\d{3}-[0-9]+\\.x", { 4, 1, 1, 0 } },
		{ "\\d*-?\\.{0}.", { 0, 0, 0, 0 } },
		{ "[0-9a]-[.-]", { 0, 1, 0, 0 } },
		{ "$1-$2-$3-$4", { 4, 3, 0, 0 } },
		{ "$5$6", { 0, 0, 0, 0 } },
		{ "(\\d-){3}\\.", { 3, 3, 1, 0 } },
		{ "(\\d-|\\d\\d)\\d", { 2, 0, 0, 0 } },
		{ "1-1|2\\.2|33", { 2, 0, 0, 0 } },
		{ "(?=\\d\\d)x(?!-)", { 0, 0, 0, 0 } },
		{ "(\\d{20}){20}", { 255, 0, 0, 0 } },
		{ "1{300}", { 255, 0, 0, 0 } },
		{ "[^\\D]", { 0, 0, 0, 0 } },
		/* the last byte */
		{ "\\d$", { 1, 0, 0, 1 } }, { "\\d+$", { 1, 0, 0, 1 } },
		{ "a\\d*$", { 0, 0, 0, 0 } }, { "\\da?$", { 1, 0, 0, 0 } },
		{ "\\d(a|b)?$", { 1, 0, 0, 0 } }, { "$1$", { 1, 0, 0, 1 } },
		{ "\\d", { 1, 0, 0, 0 } }, { "\\d$?", { 1, 0, 0, 0 } },
		{ "\\d$|a$", { 0, 0, 0, 0 } }, { "1$|2$", { 1, 0, 0, 1 } },
		{ "\\d\\Z", { 1, 0, 0, 0 } }, { "(1$)|2$", { 1, 0, 0, 0 } },
		/* nothing is known of what is not understood */
		{ "\\d-\\x61", { 0, 0, 0, 0 } }, { "1-1)", { 0, 0, 0, 0 } },
	};
	struct literal_set set;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		literal_find(&set, row[i].pattern);
		if (memcmp(&set.shape, &row[i].want, sizeof(set.shape)) != 0)
			fail_msg("%s: %u digits, %u hyphens, %u dots, %u",
			    row[i].pattern, set.shape.digits,
			    set.shape.hyphens, set.shape.dots,
			    set.shape.digit_last);
	}
}

static size_t
worth_of(const char *pattern)
{
	struct literal_set set;

	literal_find(&set, pattern);
	return literal_worth(&set);
}

static void
literal_worth_is_that_of_the_worst(void **state)
{
	/* each worth more than the one before */
	static const char *const pattern[] = { ".*", "ab", "abc", "\\.a$",
		"abcd", "abcde", "\\.net$", "abcde$", "\\.a\\.net$" };
	size_t i;

	(void)state;
	assert_int_equal(worth_of(pattern[0]), 0);
	for (i = 1; i < COUNT(pattern); i++)
		if (worth_of(pattern[i]) <= worth_of(pattern[i - 1]))
			fail_msg("%s", pattern[i]);
	assert_int_equal(worth_of("abcd|ab"), worth_of("ab"));
	assert_int_equal(worth_of("ab|abcd"), worth_of("ab"));
	assert_true(worth_of("\\.example\\.net$") >= LITERAL_DOMAIN);
	assert_true(worth_of("\\.a\\.net$|\\.b\\.org$") >= LITERAL_DOMAIN);
	assert_true(worth_of("\\.a\\.net$|b\\.org$") < LITERAL_DOMAIN);
	assert_true(worth_of("\\.example\\.net") < LITERAL_DOMAIN);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(literal_find_takes_what_every_match_has),
		cmocka_unit_test(literal_find_knows_alternatives),
		cmocka_unit_test(literal_find_goes_on_through_groups),
		cmocka_unit_test(literal_find_errs_by_finding_less),
		cmocka_unit_test(literal_find_keeps_the_end_of_a_long_one),
		cmocka_unit_test(literal_find_survives_deep_groups),
		cmocka_unit_test(literal_find_counts_the_shape),
		cmocka_unit_test(literal_worth_is_that_of_the_worst),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
