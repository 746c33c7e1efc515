/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "expr/pattern.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/ip.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct pattern_define octet = { "OCTET", "\\d{1,3}", NULL };
static struct pattern_define quad = { "quad", "(?:\\d{1,3}){4}", &octet };
static struct pattern_define newer = { "OCTET", "x", &quad };

static void
pattern_expand_replaces_fragments(void **state)
{
	static const struct {
		const char *in, *want; /* NULL: refused */
	} row[] = {
		{ "", "" }, { "^a$", "^a$" },
		{ "^%{OCTET}-", "^(?:\\d{1,3})-" },
		{ "%{quad}%{OCTET}", "(?:(?:\\d{1,3}){4})(?:\\d{1,3})" },
		{ "%{OCTET}+", "(?:\\d{1,3})+" },
		{ "100%", "100%" }, { "%h", "%h" }, { "%%{OCTET}",
		"%(?:\\d{1,3})" },
		/* not behind a backslash, not in a class */
		{ "\\%{OCTET}", "\\%{OCTET}" },
		{ "\\\\%{OCTET}", "\\\\(?:\\d{1,3})" },
		{ "[%{OCTET}]", "[%{OCTET}]" },
		{ "[]%{OCTET}]", "[]%{OCTET}]" },
		{ "[^]%{OCTET}]", "[^]%{OCTET}]" },
		{ "[\\]%{OCTET}]", "[\\]%{OCTET}]" },
		{ "[[:digit:]%{OCTET}]", "[[:digit:]%{OCTET}]" },
		{ "[a]%{OCTET}", "[a](?:\\d{1,3})" },
		{ "[[]%{OCTET}", "[[](?:\\d{1,3})" },
		{ "\\[%{OCTET}]", "\\[(?:\\d{1,3})]" },
		{ "$1%{OCTET}", "$1(?:\\d{1,3})" },
		{ "%{octet}", NULL }, { "%{}", NULL }, { "%{OCTET", NULL },
		{ "%{NONE}", NULL }, { "%{OCTETS}", NULL }, { "%{OCTE}",
		NULL }, { "a%{", NULL },
	};
	struct arena a = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		struct err e = { 0 };
		const char *got = pattern_expand(&a, row[i].in, &quad, &e);

		if (row[i].want == NULL) {
			assert_null(got);
			assert_int_equal(e.class, ERR_PERM);
			continue;
		}
		assert_non_null(got);
		assert_string_equal(got, row[i].want);
	}
	arena_free(&a);
}

static void
pattern_expand_takes_the_newest_fragment(void **state)
{
	struct arena a = { 0 };
	struct err e;

	(void)state;
	assert_string_equal(pattern_expand(&a, "%{OCTET}", &newer, &e),
	    "(?:x)");
	assert_null(pattern_expand(&a, "%{OCTET}", NULL, &e));
	arena_free(&a);
}

static void
pattern_expand_is_bounded(void **state)
{
	static char text[PATTERN_SIZE + 8];
	struct arena a = { 0 };
	struct err e = { 0 };

	(void)state;
	memset(text, 'a', sizeof(text));
	text[PATTERN_SIZE - 1] = '\0';
	assert_string_equal(pattern_expand(&a, text, NULL, &e), text);
	text[PATTERN_SIZE - 1] = 'a';
	text[PATTERN_SIZE] = '\0';
	assert_null(pattern_expand(&a, text, NULL, &e));
	assert_int_equal(e.class, ERR_PERM);
	/* the fragment counts with what it stands for: 7 + 4 bytes */
	memcpy(text, "%{OCTET}", 8);
	text[PATTERN_SIZE - 4] = '\0';
	assert_non_null(pattern_expand(&a, text, &octet, &e));
	text[PATTERN_SIZE - 4] = 'a';
	text[PATTERN_SIZE - 3] = '\0';
	assert_null(pattern_expand(&a, text, &octet, &e));
	arena_free(&a);
}

static void
pattern_octets_are_dollar_one_to_eight(void **state)
{
	static const struct {
		const char *in;
		bool want;
	} row[] = {
		{ "", false }, { "a$", false }, { "$", false }, { "$0", false },
		{ "$9", false }, { "$a", false }, { "$$", false },
		{ "$1", true }, { "$8", true }, { "a$5b", true },
		{ "$$1", true }, { "$12", true }, { "\\$1", false },
		{ "\\\\$1", true }, { "[$1]", false }, { "[^$1]", false },
		{ "[]$1]", false }, { "[a]$1", true }, { "[a$1", false },
		{ "[[:alpha:]$1]", false }, { "[[:alpha:]]$1", true },
		{ "[\\]$1]", false }, { "(a|b)$4", true }, { "$\\1", false },
		{ "a\\", false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++)
		if (pattern_has_octets(row[i].in) != row[i].want)
			fail_msg("\"%s\"", row[i].in);
}

static void
pattern_substitute_writes_the_octets(void **state)
{
	static const struct {
		const char *in, *want;
	} row[] = {
		{ "", "" }, { "^a$", "^a$" },
		/* dhf.conf(5): for 126.12.34.56, $1 stands for (?:0*126) */
		{ "$1", "(?:0*126)" }, { "$2", "(?:0*12)" },
		{ "$3", "(?:0*0)" }, { "$4", "(?:0*255)" },
		/* 126 = 7e, 12 = 0c, 0 = 00, 255 = ff */
		{ "$5", "(?:7e)" }, { "$6", "(?:0c)" }, { "$7", "(?:00)" },
		{ "$8", "(?:ff)" },
		{ "p$1-$2-$3-$4\\.", "p(?:0*126)-(?:0*12)-(?:0*0)-(?:0*255)"
		"\\." },
		{ "$5$6$7$8", "(?:7e)(?:0c)(?:00)(?:ff)" },
		{ "$12", "(?:0*126)2" }, { "$9$0", "$9$0" },
		{ "\\$1$1", "\\$1(?:0*126)" }, { "[$1]$1", "[$1](?:0*126)" },
		{ "[^]$1]", "[^]$1]" },
	};
	static char got[PATTERN_SIZE];
	struct ip a;
	struct err e;
	size_t i;

	(void)state;
	assert_int_equal(ip_parse(&a, "126.12.0.255", &e), 0);
	for (i = 0; i < COUNT(row); i++) {
		assert_int_equal(pattern_substitute(got, row[i].in, &a),
		    strlen(row[i].want));
		assert_string_equal(got, row[i].want);
	}
}

static void
pattern_substitute_needs_ipv4_and_room(void **state)
{
	static char text[PATTERN_SIZE + 2], got[PATTERN_SIZE];
	struct ip a;
	struct err e;

	(void)state;
	assert_int_equal(ip_parse(&a, "2001:db8::1", &e), 0);
	assert_int_equal(pattern_substitute(got, "$1", &a), -1);
	assert_int_equal(ip_parse(&a, "255.0.0.1", &e), 0);
	memset(text, 'a', sizeof(text));
	memcpy(text, "$1", 2); /* becomes 9 bytes */
	text[PATTERN_SIZE - 8] = '\0';
	assert_int_equal(pattern_substitute(got, text, &a),
	    PATTERN_SIZE - 1);
	text[PATTERN_SIZE - 8] = 'a';
	text[PATTERN_SIZE - 7] = '\0';
	assert_int_equal(pattern_substitute(got, text, &a), -1);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(pattern_expand_replaces_fragments),
		cmocka_unit_test(pattern_expand_takes_the_newest_fragment),
		cmocka_unit_test(pattern_expand_is_bounded),
		cmocka_unit_test(pattern_octets_are_dollar_one_to_eight),
		cmocka_unit_test(pattern_substitute_writes_the_octets),
		cmocka_unit_test(pattern_substitute_needs_ipv4_and_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
