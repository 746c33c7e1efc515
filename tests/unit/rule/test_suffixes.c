/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/suffixes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/le.h"
#include "lib/fixture.h"
#include "rule/page.h"

/* A name and its registrable domain. */
struct row {
	const char *name, *domain;
};

static struct fixture f;

static void
all_are(const struct row *row, size_t n)
{
	size_t i, at, len;

	for (i = 0; i < n; i++) {
		len = strlen(row[i].name);
		if (suffixes_domain(&at, &f.img, row[i].name, len, &f.e) == -1)
			fail_msg("%s: %s", row[i].name, f.e.msg);
		assert_in_range(at, 0, len);
		if (strcmp(row[i].name + at, row[i].domain) != 0)
			fail_msg("%s: got %s, want %s", row[i].name,
			    row[i].name + at, row[i].domain);
	}
}

#define ALL_ARE(rows) all_are(rows, sizeof(rows) / sizeof((rows)[0]))

static void
suffixes_without_a_list_go_by_the_looks(void **state)
{
	static const struct row rows[] = {
		{ "", "" }, { "com", "com" }, { "example.com", "example.com" },
		{ "a.example.com", "example.com" },
		{ "a.b.example.com", "example.com" },
		{ "co.uk", "co.uk" }, { "example.co.uk", "example.co.uk" },
		{ "a.b.example.co.uk", "example.co.uk" },
		{ "a.example.uk", "example.uk" },
		{ "a.example.ne.jp", "example.ne.jp" },
		{ "a.example.gouv.fr", "example.gouv.fr" },
		{ "a.co.net", "co.net" }, { "a.b.comm.uk", "comm.uk" },
		{ "a.b.c.uk", "c.uk" }, { "a.b..uk", ".uk" },
		{ ".uk", ".uk" }, { "..co.uk", ".co.uk" },
	};

	(void)state;
	fixture_load(&f, "pass @any\n");
	ALL_ARE(rows);
}

#define RULES "suffix_list psl\nscore 1 @class=dynamic\n"
#define BEGIN "// ===BEGIN ICANN DOMAINS===\n"
#define END "// ===END ICANN DOMAINS===\n"

/* Compile a rule that needs the list, with this one; what the compiler
 * returns. */
static int
compile_with(const char *list)
{
	fixture_text(&f, "psl", list);
	return fixture_compile(&f, RULES);
}

static void
load_with(const char *list)
{
	fixture_text(&f, "psl", list);
	fixture_load(&f, RULES);
	assert_int_not_equal(f.img.head.suffixes.len, 0);
}

/* The expected values follow from the list's published algorithm; the rules
 * for ck, jp and cn are as in the real list. */
static const char list[] = "// a comment\nbefore.example\n"
    BEGIN
    "com\nuk\nCO.uk and what follows a blank\n\n  // nothing\n"
    "*.ck\n!www.ck\njp\n*.kobe.jp\n!city.kobe.jp\ncn\n"
    "\u516c\u53f8.cn\r\na.b.c.deep\n"
    END
    "after.example\ncom.com\n";

static void
suffixes_follow_the_list(void **state)
{
	static const struct row rows[] = {
		{ "", "" }, { "com", "com" }, { "a.com", "a.com" },
		{ "b.a.com", "a.com" }, { "c.b.a.com", "a.com" },
		{ "a.com.com", "com.com" }, { "xcom", "xcom" },
		{ "a.b.xcom", "b.xcom" },
		{ "uk", "uk" }, { "co.uk", "co.uk" },
		{ "a.co.uk", "a.co.uk" }, { "b.a.co.uk", "a.co.uk" },
		{ "b.xco.uk", "xco.uk" }, { "b.ac.uk", "ac.uk" },
		{ "ck", "ck" }, { "a.ck", "a.ck" }, { "b.a.ck", "b.a.ck" },
		{ "c.b.a.ck", "b.a.ck" }, { "www.ck", "www.ck" },
		{ "a.www.ck", "www.ck" }, { "b.a.www.ck", "www.ck" },
		{ "kobe.jp", "kobe.jp" }, { "a.kobe.jp", "a.kobe.jp" },
		{ "b.a.kobe.jp", "b.a.kobe.jp" },
		{ "c.b.a.kobe.jp", "b.a.kobe.jp" },
		{ "city.kobe.jp", "city.kobe.jp" },
		{ "b.a.city.kobe.jp", "city.kobe.jp" },
		{ "b.tokyo.jp", "tokyo.jp" },
		{ "b.a.xn--55qx5d.cn", "a.xn--55qx5d.cn" },
		{ "b.a.cn", "a.cn" },
		{ "deep", "deep" }, { "c.deep", "c.deep" },
		{ "b.c.deep", "c.deep" }, { "x.b.c.deep", "c.deep" },
		{ "a.b.c.deep", "a.b.c.deep" },
		{ "z.y.a.b.c.deep", "y.a.b.c.deep" },
		{ "a.before.example", "before.example" },
		{ "a.after.example", "after.example" },
		{ "a.b.nowhere", "b.nowhere" }, { "..com", ".com" },
		{ ".ck", ".ck" }, { "a..ck", "a..ck" },
	};

	(void)state;
	load_with(list);
	ALL_ARE(rows);
}

/* RFC 2606 keeps "example" and "test"; where there is no list all are taken for
 * domains. */
static void
suffixes_tell_names_that_nobody_can_ask_for(void **state)
{
	static const struct {
		const char *name;
		bool public;
	} row[] = { { "a.com", true }, { "a.b.deep", true }, { "ck", true },
		{ "a.example", true }, { "test", true }, { "a.tests", false },
		{ "router.lan", false }, { "localhost", false },
		{ "a.nowhere", false }, { "com.a", false } };
	struct suffixes_place found;
	size_t i;

	(void)state;
	load_with(list);
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		assert_int_equal(suffixes_find(&found, &f.img, row[i].name,
		    strlen(row[i].name), &f.e), 0);
		assert_int_equal(found.public, row[i].public);
	}
	fixture_load(&f, "pass @any\n");
	assert_int_equal(suffixes_find(&found, &f.img, "a.lan", 5, &f.e), 0);
	assert_true(found.public);
}

/* RFC 1035: 127 labels of one letter are as many as a name can have. */
static void
suffixes_take_the_longest_names(void **state)
{
	char text[600], name[254];
	size_t at, i;

	(void)state;
	for (i = 0; i < 253; i++)
		name[i] = i % 2 == 0 ? 'a' : '.';
	name[i] = '\0';
	(void)snprintf(text, sizeof(text), BEGIN "%s\n" END,
	    name + 253 - 23); /* 12 labels */
	load_with(text);
	assert_int_equal(suffixes_domain(&at, &f.img, name, 253, &f.e), 0);
	assert_int_equal(at, 253 - 25);
	(void)snprintf(text, sizeof(text), BEGIN "%s\n" END,
	    name + 253 - 25);
	assert_int_equal(compile_with(text), -1);
	assert_non_null(strstr(f.said, "psl:2:1: "));
}

static void
suffixes_are_stored_only_for_a_class(void **state)
{
	(void)state;
	fixture_text(&f, "psl", list);
	fixture_load(&f, "suffix_list psl\nscore 1 @name=a.com\n");
	assert_int_equal(f.img.head.suffixes.len, 0);
	fixture_load(&f, "suffix_list psl\nscore 1 @name=a.com "
	    "!@class=mail\n");
	assert_int_not_equal(f.img.head.suffixes.len, 0);
}

static void
suffixes_warn_without_a_list(void **state)
{
	static const struct row rows[] = { { "a.b.co.uk", "b.co.uk" } };

	(void)state;
	fixture_load(&f, "pass @any\nsuffix_list no/list\n"
	    "score 1 @class=mail\n");
	assert_int_equal(f.img.head.suffixes.len, 0);
	assert_non_null(strstr(f.said, "rules:3:1: warning: @class goes"));
	assert_non_null(strstr(f.said, "no/list: install the package"));
	ALL_ARE(rows);
}

static void
suffixes_report_what_is_wrong_with_the_list(void **state)
{
	static const struct {
		const char *list, *said;
	} rows[] = {
		{ "", "psl:1:1: no line" },
		{ "com\nuk\n", "psl:2:1: no line" },
		{ BEGIN "com\n", "psl:2:1: no line" },
		{ BEGIN "com\na.*.com\n" END, "psl:3:1: \"a.*.com\"" },
		{ BEGIN "*\n" END, "psl:2:1: \"*\"" },
		{ BEGIN "!com\n" END, "psl:2:1: \"com\"" },
		{ BEGIN "a..com\n" END, "psl:2:1: " },
		{ BEGIN "com.\n" END, "psl:2:1: " },
		{ BEGIN ".com\n" END, "psl:2:1: " },
		{ BEGIN "*.*.com\n" END, "psl:2:1: " },
		{ BEGIN "\xff\xfe.com\n" END, "psl:2:1: bad name" },
		{ BEGIN "a23456789012345678901234567890123456789012345678901"
		    "2345678901234.com\n" END, "psl:2:1: " },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(compile_with(rows[i].list), -1);
		assert_int_equal(f.e.class, ERR_PERM);
		if (strstr(f.said, rows[i].said) == NULL)
			fail_msg("%s: %s", rows[i].list, f.said);
	}
	fixture_write(&f, "psl", BEGIN "\0" END, sizeof(BEGIN END));
	assert_int_equal(fixture_compile(&f, RULES), -1);
	assert_int_equal(f.e.class, ERR_PERM);
	assert_int_equal(fixture_compile(&f,
	    "suffix_list .\nblock @class=odd\n"), -1);
	assert_int_equal(f.e.class, ERR_PERM);
}

/* Every 16-bit number of the page in turn at its extremes: an answer inside
 * the name, or an error.  The sanitizers see what it reads. */
static void
suffixes_of_a_damaged_image_read_nothing_outside(void **state)
{
	static const char name[] = "c.b.city.kobe.jp";
	static const uint32_t value[] = { 0, 1, 257, 258, 4087, 4088, 4089,
		65535 };
	size_t at, byte, i, failed = 0;
	unsigned char *page, *low, *copy;

	(void)state;
	load_with(list);
	assert_int_equal(f.img.head.suffixes.len, 1);
	assert_int_equal(f.img.head.suffixes.at + 1, f.img.head.pages);
	/* a copy that ends where the page does: nothing may lie behind */
	copy = malloc(f.image.len);
	assert_non_null(copy);
	memcpy(copy, f.image.data, f.image.len);
	page = copy + f.image.len - IMAGE_PAGE;
	for (byte = 0; byte < 2 * 1024 * sizeof(value) / sizeof(value[0]);
	    byte++) {
		low = page + byte / (sizeof(value) / sizeof(value[0]));
		i = byte % (sizeof(value) / sizeof(value[0]));
		le_put16(low, value[i]);
		page_seal(page, f.img.head.suffixes.at);
		assert_int_equal(image_borrow(&f.img, copy, f.image.len,
		    &f.e), 0);
		at = 99;
		if (suffixes_domain(&at, &f.img, name, sizeof(name) - 1,
		    &f.e) == 0) {
			assert_in_range(at, 0, sizeof(name) - 1);
		} else {
			failed++;
			assert_int_equal(f.e.class, ERR_PERM);
			assert_int_equal(at, 99);
		}
		memcpy(low, f.image.data + (low - copy), 2);
	}
	free(copy);
	assert_int_not_equal(failed, 0);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(suffixes_without_a_list_go_by_the_looks),
		cmocka_unit_test(suffixes_follow_the_list),
		cmocka_unit_test(suffixes_tell_names_that_nobody_can_ask_for),
		cmocka_unit_test(suffixes_take_the_longest_names),
		cmocka_unit_test(suffixes_are_stored_only_for_a_class),
		cmocka_unit_test(suffixes_warn_without_a_list),
		cmocka_unit_test(suffixes_report_what_is_wrong_with_the_list),
		cmocka_unit_test(
		    suffixes_of_a_damaged_image_read_nothing_outside),
	};

	return cmocka_run_group_tests(tests, fixture_setup(&f),
	    fixture_teardown);
}
