/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "expr/charset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define LOWER "abcdefghijklmnopqrstuvwxyz"

/* Room for every byte below 128 but the capitals. */
#define MEMBERS 102

static const struct charset none;

/* Compare the members with those of a string, lower case and in order. */
static void
assert_members(const char *what, const struct charset *s, const char *want)
{
	char got[MEMBERS + 1];
	unsigned n = charset_members(s, got, MEMBERS);

	got[n] = '\0';
	if (strcmp(got, want) != 0)
		fail_msg("%s: \"%s\"", what, got);
}

static void
charset_add_takes_letters_in_both_cases(void **state)
{
	static const struct {
		unsigned char c;
		const char *want;
		bool wide;
	} row[] = {
		{ 'a', "a", false }, { 'Z', "z", false }, { '@', "@", false },
		{ '[', "[", false }, { '`', "`", false }, { '{', "{", false },
		{ '0', "0", false }, { 63, "?", false }, { 64, "@", false },
		{ 127, "\x7f", false }, { 128, "", true }, { 255, "", true },
	};
	char name[8];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		struct charset s = none, upper = none;

		charset_add(&s, row[i].c);
		(void)snprintf(name, sizeof(name), "%u", row[i].c);
		assert_members(name, &s, row[i].want);
		assert_int_equal(s.wide, row[i].wide);
		if (row[i].c != 'a')
			continue;
		charset_add(&upper, 'A');
		assert_true(charset_within(&upper, &s));
		assert_true(charset_within(&s, &upper));
	}
}

static void
charset_add_range_has_both_ends(void **state)
{
	static const struct {
		unsigned char from, to;
		const char *want;
	} row[] = {
		{ '0', '4', "01234" }, { 'x', 'z', "xyz" },
		{ '-', '-', "-" }, { 'Y', 'b', "[\\]^_`abyz" },
		{ '9', 'A', "9:;<=>?@a" }, { 'b', 'a', "" },
	};
	char name[8];
	struct charset s;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		s = none;
		charset_add_range(&s, row[i].from, row[i].to);
		(void)snprintf(name, sizeof(name), "%c-%c", row[i].from,
		    row[i].to);
		assert_members(name, &s, row[i].want);
	}
	s = none;
	charset_add_range(&s, 126, 255);
	assert_true(s.wide);
	assert_true(s.low == 0 && s.high >> 62 == 3);
}

/* Each of them, in each pair of ends. */
static void
charset_add_range_has_all_between(void **state)
{
	unsigned from, to;

	(void)state;
	for (from = 0; from < 256; from++) {
		struct charset one = none;

		for (to = from; to < 256; to++) {
			struct charset range = none;

			charset_add(&one, (unsigned char)to);
			charset_add_range(&range, (unsigned char)from,
			    (unsigned char)to);
			if (one.low != range.low || one.high != range.high ||
			    one.wide != range.wide)
				fail_msg("%u to %u", from, to);
		}
	}
}

/* pcre2pattern(3), "Generic character types", in the C locale. */
static void
charset_add_escape_follows_pcre2(void **state)
{
	static const struct {
		char c;
		const char *want;
	} row[] = {
		{ 'd', "0123456789" }, { 'w', "0123456789_" LOWER },
		{ 's', "\t\n\v\f\r " },
	};
	static const char *const pair = "dDwWsShH", *const other = "bzAQ1.vR";
	struct charset s, inverse, all = charset_all();
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		s = none;
		assert_true(charset_add_escape(&s, row[i].c));
		assert_members(row[i].want, &s, row[i].want);
		assert_false(s.wide);
	}
	s = none; /* blank, tab, and no-break space, which is above 127 */
	assert_true(charset_add_escape(&s, 'h'));
	assert_true(s.wide && s.high == 0);
	assert_true(s.low == (UINT64_C(1) << ' ' | UINT64_C(1) << '\t'));
	for (i = 0; pair[i] != '\0'; i += 2) { /* together: everything */
		s = inverse = none;
		assert_true(charset_add_escape(&s, pair[i]));
		assert_true(charset_add_escape(&inverse, pair[i + 1]));
		assert_true(inverse.wide);
		assert_true((s.low & inverse.low) == 0);
		assert_true((s.high & inverse.high) == 0);
		charset_unite(&s, &inverse);
		assert_true(charset_within(&all, &s));
	}
	for (i = 0; other[i] != '\0'; i++) {
		s = none;
		assert_false(charset_add_escape(&s, other[i]));
		assert_memory_equal(&s.low, &none.low, sizeof(s.low));
	}
}

static void
charset_add_posix_follows_pcre2(void **state)
{
	static const struct {
		const char *name, *want;
	} row[] = {
		{ "alpha", LOWER }, { "digit", "0123456789" },
		{ "alnum", "0123456789" LOWER }, { "lower", LOWER },
		{ "upper", LOWER }, /* without case */
		{ "xdigit", "0123456789abcdef" },
	};
	static const char *const unknown[] = { "", "alph", "alphas", "^digit",
		"<", "Alpha" };
	struct charset s;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		s = none;
		assert_true(charset_add_posix(&s, row[i].name,
		    (unsigned)strlen(row[i].name)));
		assert_members(row[i].name, &s, row[i].want);
	}
	for (i = 0; i < COUNT(unknown); i++)
		if (charset_add_posix(&s, unknown[i],
		    (unsigned)strlen(unknown[i])))
			fail_msg("%s is known", unknown[i]);
	s = none; /* counted, not terminated */
	assert_true(charset_add_posix(&s, "digit:]", 5));
}

static void
charset_not_is_wide_whatever_it_is_of(void **state)
{
	struct charset s = none, all = charset_all(), n;

	(void)state;
	charset_add_range(&s, '0', '9');
	n = charset_not(&s);
	assert_true(n.wide);
	assert_true((n.low & s.low) == 0 && (n.low | s.low) == UINT64_MAX);
	assert_true(charset_not(&all).wide); /* of bytes from 128 nothing is
	                                        known */
	assert_true(charset_not(&all).low == 0);
}

static void
charset_within_compares_sets(void **state)
{
	static const struct {
		const char *inner, *outer;
		bool want;
	} row[] = {
		{ "", "", true }, { "", "a", true },
		{ "5", "0123456789", true }, { "a", "0", false },
		{ "a0", "a", false }, { "a", "a0", true },
		{ "\xff", "a", false }, { "a", "\xff" "a", true },
		{ "\xff", "\x80", true },
	};
	struct charset inner, outer;
	const char *p;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		inner = outer = none;
		for (p = row[i].inner; *p != '\0'; p++)
			charset_add(&inner, (unsigned char)*p);
		for (p = row[i].outer; *p != '\0'; p++)
			charset_add(&outer, (unsigned char)*p);
		if (charset_within(&inner, &outer) != row[i].want)
			fail_msg("row %zu", i);
	}
}

static void
charset_members_are_all_or_none(void **state)
{
	char out[4] = "xxx";
	struct charset s = none;

	(void)state;
	assert_int_equal(charset_members(&s, out, 3), 0);
	charset_add_range(&s, 'A', 'C');
	assert_int_equal(charset_members(&s, out, 3), 3);
	assert_memory_equal(out, "abc", 3);
	charset_add(&s, '.');
	assert_int_equal(charset_members(&s, out, 3), 0);
	s = none;
	charset_add(&s, 'a');
	charset_add(&s, 200);
	assert_int_equal(charset_members(&s, out, 3), 0);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(charset_add_takes_letters_in_both_cases),
		cmocka_unit_test(charset_add_range_has_both_ends),
		cmocka_unit_test(charset_add_range_has_all_between),
		cmocka_unit_test(charset_add_escape_follows_pcre2),
		cmocka_unit_test(charset_add_posix_follows_pcre2),
		cmocka_unit_test(charset_not_is_wide_whatever_it_is_of),
		cmocka_unit_test(charset_within_compares_sets),
		cmocka_unit_test(charset_members_are_all_or_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
