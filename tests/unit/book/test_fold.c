/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Of many warnings of one kind in one import the first is told, and how many
 * there are. */
#include "book/fold.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/fixture.h"

static struct fixture f;

static void
is_said(size_t line, const char *place, const char *part)
{
	const char *p = f.said, *nl;

	for (; line > 1 && (p = strchr(p, '\n')) != NULL; line--)
		p++;
	assert_non_null(p);
	assert_int_equal(strncmp(p, place, strlen(place)), 0);
	nl = strchr(p, '\n');
	p = strstr(p, part);
	if (p == NULL || nl == NULL || p > nl)
		fail_msg("no \"%s\" in %s", part, f.said);
}

/* 152 addresses inside one network, with the result of the network or not. */
static void
write_list(const char *name, const char *first, const char *rest)
{
	char list[8192];
	int len = sprintf(list, "198.51.100.0/24 %s\n", first), i;

	for (i = 1; i <= 152; i++)
		len += sprintf(list + len, "198.51.100.%d %s\n", i, rest);
	fixture_text(&f, name, list);
}

static void
fold_leaves_one_of_each_kind_and_file(void **state)
{
	(void)state;
	write_list("list", "OK", "550");
	write_list("more", "OK", "REJECT no");
	fixture_load(&f, "import postfix-cidr list\n"
	    "pass @host=a.example\nimport postfix-cidr more\n");
	assert_int_equal(f.report.warnings, 2);
	is_said(1, "list:2:14: warning: a result of digits ", "(and 151 more");
	/* both pass: 550 alone lets in, and is no other action than OK; the
	 * network of list holds for all of more */
	is_said(2, "more:1:1: warning: the rule is never ", "(and 152 more");
}

static void
fold_needs_no_warning_where_all_is_the_same(void **state)
{
	static const struct {
		const char *first, *rest;
		size_t warnings;
	} row[] = {
		{ "permit", "OK", 0 },
		{ "REJECT no", "REJECT no", 0 },
		{ "REJECT no", "REJECT never", 1 },
		{ "REJECT 5.7.2 no", "REJECT no", 1 },
		{ "550 no", "REJECT no", 1 },
		{ "DEFER no", "REJECT no", 1 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		write_list("list", row[i].first, row[i].rest);
		fixture_load(&f, "import postfix-cidr list\n");
		if (f.report.warnings != row[i].warnings)
			fail_msg("%s, %s: %s", row[i].first, row[i].rest,
			    f.said);
	}
}

/* In rules of one's own each line is told, the same verdict or not. */
static void
fold_is_for_imports(void **state)
{
	(void)state;
	fixture_load(&f, "block ^a\nblock ^a\nblock ^a\n");
	assert_int_equal(f.report.warnings, 2);
	is_said(2, "rules:3:1: warning: ", "never reached");
}

/* Nothing is lost where the file has an error, too. */
static void
fold_tells_beside_errors(void **state)
{
	(void)state;
	fixture_text(&f, "list", "192.0.2.1 550\n192.0.2.2 551\n");
	assert_int_equal(fixture_compile(&f, "import postfix-cidr list\n"
	    "blok ^a\n"), -1);
	is_said(1, "rules:2:1: ", "blok");
	is_said(2, "list:1:11: warning: ", "(and 1 more");
	assert_int_equal(f.report.warnings, 1);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(fold_leaves_one_of_each_kind_and_file),
		cmocka_unit_test(fold_needs_no_warning_where_all_is_the_same),
		cmocka_unit_test(fold_is_for_imports),
		cmocka_unit_test(fold_tells_beside_errors),
	};

	return cmocka_run_group_tests(tests, fixture_setup(&f),
	    fixture_teardown);
}
