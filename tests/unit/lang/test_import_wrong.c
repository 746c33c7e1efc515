/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What imports refuse or warn of, and where. */
#include "lang/import.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/fixture.h"

static struct fixture f;

static int
begin(void **state)
{
	(void)state;
	fixture_begin(&f);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	fixture_end(&f);
	return 0;
}

/* The import of list says one line, at place, with or without "warning". */
static void
says(const char *format, const char *list, const char *place, bool warning)
{
	char rules[128];
	const char *line;

	fixture_text(&f, "list", list);
	(void)snprintf(rules, sizeof(rules), "import %s list\n", format);
	assert_int_equal(fixture_compile(&f, rules), warning ? 0 : -1);
	if (!warning)
		assert_int_equal(f.e.class, ERR_PERM);
	if (strncmp(f.said, place, strlen(place)) != 0)
		fail_msg("%s: not at %s: %s", list, place, f.said);
	assert_int_equal(strstr(f.said, " warning: ") != NULL, warning);
	line = strchr(f.said, '\n');
	assert_non_null(line);
	if (line[1] != '\0')
		fail_msg("%s: more than one line: %s", list, f.said);
}

static void
import_tells_where_a_line_is_wrong(void **state)
{
	static const char *const row[][3] = {
		{ "networks", "192.0.2.0/24\n 192.0.2.0/33\n", "list:2:2: " },
		{ "networks", "host.example\n", "list:1:1: " },
		{ "networks", "192.0.2.9-192.0.2.1\n", "list:1:1: " },
		{ "spamdyke-rdns", "a.example\na b\n", "list:2:1: " },
		{ "spamdyke-rdns", "*.example\n", "list:1:1: " },
		{ "spamdyke-rdns", ".\n", "list:1:" },
		{ "postfix-pcre", "/a/ OK\n/b\n", "list:2:1: " },
		{ "postfix-pcre", "/a/ OK\n/(/ OK\n", "list:2:1: " },
		{ "postfix-pcre", "/a/q OK\n", "list:1:" },
		{ "postfix-pcre", "/a/\n", "list:1:" },
		{ "postfix-pcre", "/a/ OK\nendif\n", "list:2:1: " },
		{ "postfix-pcre", "if /a/\n/b/ OK\n", "list:" },
		{ "postfix-cidr", "192.0.2.0/33 OK\n", "list:1:1: " },
		{ "postfix-cidr", "192.0.2.0/24\n", "list:1:" },
		{ "tcprules", "10.0.0.1:maybe\n", "list:1:1: " },
		{ "tcprules", ":allow,A\n", "list:1:1: " },
		{ "tcprules", ":allow,A=\"x\n", "list:1:1: " },
		{ "tcprules", ":allowed\n", "list:1:1: " },
		{ "tcprules", "10.0.0:allow\n", "list:1:1: " },
		{ "tcprules", "10.300.:allow\n", "list:1:1: " },
		{ "tcprules", "10.20-10.:allow\n", "list:1:1: " },
		{ "tcprules", "=a b:allow\n", "list:1:1: " },
		{ "strange", "x\n", "rules:1:1: " },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++)
		says(row[i][0], row[i][1], row[i][2], false);
}

static void
import_warns_of_what_it_can_not_do(void **state)
{
	static const char *const row[][3] = {
		{ "networks", "192.0.2.1/24\n", "list:1:1: " },
		{ "postfix-pcre", "/a/ FILTER x:y\n", "list:1:5: " },
		{ "postfix-pcre", "/a/ HOLD\n", "list:1:5: " },
		{ "postfix-pcre", "/a/ 550\n", "list:1:5: " },
		{ "postfix-pcre", "/(a)/ REJECT $1\n", "list:1:7: " },
		{ "tcprules", "joe@10.0.0.1:deny\n", "list:1:1: " },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++)
		says(row[i][0], row[i][1], row[i][2], true);
}

static void
import_without_its_file_is_an_error(void **state)
{
	static const char *const format[] = { "networks", "postfix-pcre",
		"postfix-cidr", "spamdyke-rdns", "tcprules" };
	char rules[128];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(format) / sizeof(format[0]); i++) {
		(void)snprintf(rules, sizeof(rules), "pass ^a\nimport %s "
		    "none\n", format[i]);
		assert_int_equal(fixture_compile(&f, rules), -1);
		assert_int_equal(strncmp(f.said, "rules:2:", 8), 0);
		assert_int_equal(f.report.errors, 1);
	}
	assert_int_equal(fixture_compile(&f, "import networks\n"), -1);
	assert_int_equal(fixture_compile(&f, "import networks a b c\n"), -1);
	assert_int_equal(fixture_compile(&f, "import networks a mark\n"), -1);
}

/* Words inside a value are no part of the line's form. */
static void
import_tcprules_values_may_hold_anything(void **state)
{
	struct verdict v;

	(void)state;
	fixture_text(&f, "list", "10.0.0.1:deny,A=\"see :allow\"\n"
	    "10.0.0.2:allow,DHF=\"-a:deny, b\"\n");
	fixture_load(&f, "import tcprules list\n");
	fixture_ask(&f, &v, "10.0.0.1", "h.example");
	assert_int_equal(v.action, RULE_BLOCK);
	fixture_ask(&f, &v, "10.0.0.2", "h.example");
	assert_string_equal(v.text, "a:deny, b");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(import_tells_where_a_line_is_wrong),
		cmocka_unit_test(import_warns_of_what_it_can_not_do),
		cmocka_unit_test(import_without_its_file_is_an_error),
		cmocka_unit_test(import_tcprules_values_may_hold_anything),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
