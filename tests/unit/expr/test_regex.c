/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "expr/regex.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define MEMORY ((size_t)2 << 20) /* what the filter has */

/* Needs 2^n steps to find nothing in n times "x". */
#define BOMB "^(x+x+)+[yz]"
#define MANY_X "xxxxxxxxxxxxxxxxxxxxxxxxxx"

static unsigned char *memory;
static struct regex_engine *engine;

static int
begin(void **state)
{
	struct err e;

	(void)state;
	memory = malloc(MEMORY);
	assert_non_null(memory);
	engine = regex_engine_new(memory, MEMORY, &e);
	assert_non_null(engine);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	regex_engine_free(engine);
	free(memory);
	return 0;
}

static enum regex_answer
search(const char *pattern, const char *subject)
{
	struct err e = { 0 };

	return regex_search(engine, pattern, subject, strlen(subject), &e);
}

/* pcre2pattern(3): caseless, unanchored, bytes, DOLLAR_ENDONLY. */
static void
regex_search_follows_pcre2(void **state)
{
	static const struct {
		const char *pattern, *subject;
		enum regex_answer want;
	} row[] = {
		{ "b", "abc", REGEX_YES }, { "^b", "abc", REGEX_NO },
		{ "c$", "abc", REGEX_YES }, { "b$", "abc", REGEX_NO },
		{ "", "", REGEX_YES }, { "DYN", "a.dyn.example", REGEX_YES },
		{ "dyn", "A.DYN.EXAMPLE", REGEX_YES },
		{ "(?-i)DYN", "a.dyn.example", REGEX_NO },
		/* "$" is the very end, not before a last newline */
		{ "c$", "abc\n", REGEX_NO }, { "\\n$", "abc\n", REGEX_YES },
		{ "^c", "ab\nc", REGEX_NO },
		/* bytes, not characters */
		{ "^..$", "\xc3\xa9", REGEX_YES },
		{ "^.$", "\xc3\xa9", REGEX_NO },
		{ "\xff", "a\xff", REGEX_YES },
		{ "^(\\d{1,3})(-\\d{1,3}){3}\\.", "10-0-0-1.example",
		    REGEX_YES },
		{ "^(?:0*126)-", "0126-1.example", REGEX_YES },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++)
		if (search(row[i].pattern, row[i].subject) != row[i].want)
			fail_msg("%s in %s", row[i].pattern, row[i].subject);
}

static void
regex_subject_is_counted(void **state)
{
	struct err e;

	(void)state;
	assert_int_equal(regex_search(engine, "c", "abc", 2, &e), REGEX_NO);
	assert_int_equal(regex_search(engine, "^a\\x00c$", "a\0c", 3, &e),
	    REGEX_YES);
}

static void
regex_check_says_how_far_it_understood(void **state)
{
	static const struct {
		const char *pattern;
		size_t least, most; /* of the offset */
	} row[] = {
		{ "abc(", 4, 4 }, { "a)", 1, 1 }, { "*a", 0, 0 },
		{ "a[b", 3, 3 }, { "a{2,1}", 5, 6 }, { "a\\", 2, 2 },
		{ "(?<x", 4, 4 }, { "ab\\Cd", 4, 4 }, { "(*UTF)a", 0, 6 },
		{ "(*UTF8)a", 0, 7 }, { "(?9)", 2, 3 },
	};
	size_t i, offset;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		struct err e = { 0 };

		if (regex_check(engine, row[i].pattern, &offset, &e) != -1)
			fail_msg("took %s", row[i].pattern);
		assert_int_equal(e.class, ERR_PERM);
		assert_in_range(offset, row[i].least, row[i].most);
	}
	assert_int_equal(regex_check(engine, "^a(b|c)*$", &offset,
	    &(struct err){ 0 }), 0);
}

/* Nesting beyond PCRE2's limit and size beyond its links are errors of the
 * expression, not of memory. */
static void
regex_check_refuses_what_is_too_large(void **state)
{
	static const char large[] = "((((a{1000}){1000}){1000}))";
	char deep[1024];
	struct err e = { 0 };
	size_t offset;

	(void)state;
	memset(deep, '(', 500);
	memset(deep + 500, ')', 500);
	deep[1000] = '\0';
	assert_int_equal(regex_check(engine, deep, &offset, &e), -1);
	assert_int_equal(e.class, ERR_PERM);
	assert_int_equal(regex_check(engine, large, &offset, &e), -1);
	assert_int_equal(e.class, ERR_PERM);
	assert_int_equal(search("a", "a"), REGEX_YES); /* memory is back */
}

static void
regex_gives_up_at_the_limit(void **state)
{
	static const char *const bomb[] = { BOMB, "(a|aa)+$", "(a*)*b",
		"^(([a-z])+.)+[A-Z]([a-z])+$", "(a|a)*c", "(.*a){20}",
		"((a{0,5}){0,5})*[c]", "(?:(?:a+)+)+$",
		"(?R)?a", "^((?1)?b|a)+$" };
	char name[254];
	size_t i;

	(void)state;
	memset(name, 'a', sizeof(name) - 1);
	name[sizeof(name) - 2] = '!';
	name[sizeof(name) - 1] = '\0';
	for (i = 1; i < COUNT(bomb); i++) {
		enum regex_answer got = search(bomb[i], name);

		regex_engine_reset(engine);
		if (got == REGEX_FAILED)
			fail_msg("%s failed", bomb[i]);
	}
	assert_int_equal(search(BOMB, MANY_X), REGEX_LIMIT);
	assert_int_equal(search("(a|aa)+$", name), REGEX_LIMIT);
	assert_int_equal(search(BOMB, "xxxy"), REGEX_YES);
}

static void
regex_budget_is_a_hundred_limits(void **state)
{
	size_t i;

	(void)state;
	regex_engine_reset(engine);
	for (i = 0; i < REGEX_LIMIT_HITS; i++) {
		assert_int_equal(search("a", "a"), REGEX_YES);
		assert_int_equal(search(BOMB, MANY_X), REGEX_LIMIT);
	}
	assert_int_equal(search("a", "a"), REGEX_LIMIT);
	assert_int_equal(search("b", "a"), REGEX_LIMIT);
	regex_engine_reset(engine);
	assert_int_equal(search("a", "a"), REGEX_YES);
}

static void
regex_search_of_a_bad_expression_fails(void **state)
{
	struct err e = { 0 };

	(void)state;
	assert_int_equal(regex_search(engine, "(", "a", 1, &e), REGEX_FAILED);
	assert_int_not_equal(e.class, ERR_NONE);
	assert_int_equal(search("a", "a"), REGEX_YES);
}

/* With memory of any size and alignment: an answer or an error, and never a
 * byte beyond it, which the sanitizer watches. */
static void
regex_takes_no_other_memory(void **state)
{
	size_t len, skip;

	(void)state;
	for (len = 0; len < 8000; len += 1)
		for (skip = 0; skip < 3; skip++) {
			unsigned char *mem = malloc(len + skip);
			struct regex_engine *r;
			struct err e = { 0 };
			size_t offset;

			assert_non_null(mem);
			r = regex_engine_new(mem + skip, len, &e);
			if (r == NULL)
				assert_int_equal(e.class, ERR_TEMP);
			else if (regex_check(r, "^(a|b)+$", &offset, &e) == -1)
				assert_int_not_equal(e.class, ERR_NONE);
			else
				(void)regex_search(r, "^(a|b)+$", "abab", 4,
				    &e);
			regex_engine_free(r);
			free(mem);
		}
}

/* What the compiler takes never fails in the filter for want of memory. */
static void
regex_memory_of_the_filter_suffices(void **state)
{
	static const char *const unit[] = { "((a)|(b))*", "(?:a?){0,9}(a|b)",
		"(a)", "[a-z0-9]{1,63}", "(?:a|b|c)+", "(?=a)" };
	static unsigned char room[REGEX_CHECK_MEMORY];
	static char text[16384];
	char name[254];
	struct regex_engine *check;
	struct err e = { 0 };
	size_t i, n, len, offset, taken = 0;

	(void)state;
	check = regex_engine_new(room, sizeof(room), &e);
	memset(name, 'a', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	for (i = 0; i < sizeof(unit) / sizeof(unit[0]); i++)
		for (n = 1; n < 900; n += n / 2 + 1) {
			for (len = 0; len < n * strlen(unit[i]); len++)
				text[len] = unit[i][len % strlen(unit[i])];
			text[len] = '\0';
			if (regex_check(check, text, &offset, &e) == -1)
				break;
			taken++;
			regex_engine_reset(engine);
			assert_int_not_equal(search(text, name),
			    REGEX_FAILED);
		}
	assert_true(taken > 50);
	regex_engine_reset(engine);
	regex_engine_free(check);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(regex_search_follows_pcre2),
		cmocka_unit_test(regex_subject_is_counted),
		cmocka_unit_test(regex_check_says_how_far_it_understood),
		cmocka_unit_test(regex_check_refuses_what_is_too_large),
		cmocka_unit_test(regex_gives_up_at_the_limit),
		cmocka_unit_test(regex_budget_is_a_hundred_limits),
		cmocka_unit_test(regex_search_of_a_bad_expression_fails),
		cmocka_unit_test(regex_takes_no_other_memory),
		cmocka_unit_test(regex_memory_of_the_filter_suffices),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
