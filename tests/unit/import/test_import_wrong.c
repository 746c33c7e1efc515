/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What imports refuse or warn of, and where. */
#include "import/import.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/fixture.h"

static struct fixture f;

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
		{ "postfix-pcre", "/a/\n", "list:1:4: " },
		{ "postfix-pcre", "/a/ OK\n/b\\C/ OK\n", "list:2:1: " },
		{ "tcprules", "10.0.0.1:maybe\n", "list:1:1: " },
		{ "tcprules", ":allow,A\n", "list:1:1: " },
		{ "tcprules", ":allow,A=\"x\n", "list:1:1: " },
		{ "tcprules", ":allow,A=\n", "list:1:1: " },
		{ "postfix-pcre", "/(*UTF)a/ OK\n", "list:1:1: " },
		{ "tcprules", ":allowed\n", "list:1:1: " },
		{ "tcprules", "10.1.2.1-3-4:allow\n", "list:1:1: " },
		{ "tcprules", "a-b.example:allow\n", "list:1:1: " },
		{ "tcprules", "x:y:allow\n", "list:1:1: " },
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
		{ "postfix-pcre", "/(a)/ REJECT ${1} $(1) $$5\n",
		    "list:1:7: warning: ${1} $(1) in the text are not " },
		/* what Postfix leaves out, as postmap 3.7.11 says */
		{ "postfix-pcre", "/a/ OK\n/b\n", "list:2:1: " },
		{ "postfix-pcre", "/a/ OK\n/(/ OK\n", "list:2:1: " },
		{ "postfix-pcre", "/a/q OK\n", "list:1:4: " },
		{ "postfix-pcre", "/a/ OK\nendif\n", "list:2:1: " },
		{ "postfix-pcre", "/a/ OK\nif /a/\n/b/ OK\n", "list:2:1: " },
		{ "postfix-pcre", "if /a/\n  /b/ OK\nendif\n", "list:2:3: " },
		{ "postfix-pcre", "if /a/\nendif x\n", "list:2:7: " },
		{ "postfix-pcre", "  /a/ OK\n/b/ OK\n", "list:1:1: " },
		{ "postfix-pcre", "# c\n  /a/ OK\n/b/ OK\n", "list:2:1: " },
		{ "postfix-pcre", "a OK\n", "list:1:1: " },
		{ "postfix-pcre", "iffy OK\n", "list:1:1: " },
		{ "postfix-pcre", "ifS OK\n", "list:1:1: " },
		{ "postfix-pcre", "if0 OK\n", "list:1:1: " },
		{ "postfix-pcre", "ENDIFS\n", "list:1:1: " },
		{ "postfix-pcre", "/a\\\n", "list:1:1: " },
		{ "postfix-pcre", "/a/ 250 text\n", "list:1:5: " },
		{ "postfix-pcre", "/a/ NOBODY_KNOWS_WHAT_THAT_SHOULD_MEAN_"
		    "HERE\n", "list:1:5: " },
		{ "postfix-pcre", "/a/ REJECT $x\n", "list:1:5: " },
		{ "postfix-pcre", "/a/ REJECT $1\n", "list:1:5: " },
		{ "postfix-pcre", "!/(a)/ REJECT $1\n", "list:1:8: " },
		{ "postfix-cidr", "192.0.2.1/24 OK\n", "list:1:1: " },
		{ "postfix-cidr", "192.0.2.0/33 OK\n", "list:1:1: " },
		{ "postfix-cidr", "192.0.2.0/24\n", "list:1:13: " },
		{ "postfix-cidr", "[192.0.2.0]x/24 OK\n", "list:1:1: " },
		{ "postfix-cidr", "::ffff:192.0.2.0/120 OK\n", "list:1:1: " },
		{ "postfix-cidr", "if 192.0.2.0/24 x\n", "list:1:17: " },
		{ "postfix-cidr", "[192.0.2.0/24 OK\n", "list:1:1: " },
		{ "postfix-cidr", "300.0.0.0/8 OK\n", "list:1:1: " },
		{ "postfix-cidr", "fe80::1%eth0 OK\n", "list:1:1: " },
		{ "postfix-cidr", "if 192.0.2.0/24\n192.0.2.1 OK\nendif x\n"
		    "endif\n", "list:3:7: " },
		{ "tcprules", "joe@10.0.0.1:deny\n", "list:1:1: " },
		{ "tcprules", "10.0.0:allow\n", "list:1:1: " },
		{ "tcprules", "10.300.:allow\n", "list:1:1: " },
		{ "tcprules", "10.99999.:allow\n", "list:1:1: " },
		{ "tcprules", "10.1-2.3-4:allow\n", "list:1:1: " },
		{ "tcprules", "10.1-.2:allow\n", "list:1:1: " },
		{ "tcprules", "10.1.2.3.:allow\n", "list:1:1: " },
		{ "tcprules", "10.1.2.3.4:allow\n", "list:1:1: " },
		{ "tcprules", "10.20-10.:allow\n", "list:1:1: " },
		{ "tcprules", "10.1.2.003:allow\n", "list:1:1: " },
		{ "tcprules", "=a b:allow\n", "list:1:1: " },
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
		"postfix-cidr", "spamdyke-rdns", "tcprules",
		"postfix-access" };
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
}

/* FORMAT FILE [ACTION] [skip] [empty] [all], in any order, each once. */
static void
import_takes_each_word_once(void **state)
{
	static const char *const good[] = { "pass", "skip", "empty", "all",
		"block skip empty all", "all empty skip grey" };
	static const struct {
		const char *words, *place;
	} bad[] = { { "b", "rules:1:22: " }, { "mark", "rules:1:22: " },
		{ "skip skip", "rules:1:27: " }, { "all all", "rules:1:26: " },
		{ "pass block", "rules:1:27: " },
		{ "empty pass empty", "rules:1:33: " },
		{ "pass skip empty all pass", "rules:1:1: " } };
	char rules[128];
	size_t i;

	(void)state;
	fixture_text(&f, "list", "192.0.2.1\n");
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		(void)snprintf(rules, sizeof(rules), "import networks list %s",
		    good[i]);
		assert_int_equal(fixture_compile(&f, rules), 0);
	}
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		(void)snprintf(rules, sizeof(rules), "import networks list %s",
		    bad[i].words);
		assert_int_equal(fixture_compile(&f, rules), -1);
		if (strncmp(f.said, bad[i].place, strlen(bad[i].place)) != 0)
			fail_msg("%s: %s", bad[i].words, f.said);
	}
}

/* One warning with a count, at the first line; the other lines stay. */
static void
import_with_skip_leaves_lines_out(void **state)
{
	static const struct {
		const char *format, *list, *says;
	} row[] = {
		{ "networks", "192.0.2.1/99\n192.0.2.5\n10.0.0\n",
		    "list:1:1: warning: 2 lines are left out, this is the "
		    "first: \"192.0.2.1/99\"" },
		{ "postfix-pcre", "/bad/ REJECT\n/c/\n",
		    "list:2:4: warning: the line is left out: no result" },
		/* nobody knows for whom what is inside would hold */
		{ "postfix-pcre", "/bad/ REJECT\nif /\\C/\n/b/ OK\n!/c/ OK"
		    "\nendif\n",
		    "list:2:4: warning: 3 lines are left out, this is the "
		    "first: bad expression" },
		{ "spamdyke-rdns", "bad.example\n*.x\n*.y\n*.z\n",
		    "list:2:1: warning: 3 lines are left out, " },
		{ "tcprules", "192.0.2.5:deny\na-b:deny\n",
		    "list:2:1: warning: the line is left out: \"a-b\"" },
	};
	struct verdict v;
	char rules[128];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		fixture_text(&f, "list", row[i].list);
		(void)snprintf(rules, sizeof(rules), "import %s list skip\n",
		    row[i].format);
		fixture_load(&f, rules);
		if (strncmp(f.said, row[i].says, strlen(row[i].says)) != 0 ||
		    strchr(f.said, '\n')[1] != '\0')
			fail_msg("%s: %s", row[i].format, f.said);
		assert_int_equal(f.report.warnings, 1);
		fixture_ask(&f, &v, "192.0.2.5", "bad.example");
		assert_int_equal(v.action, RULE_BLOCK);
	}
	assert_int_equal(fixture_compile(&f, "import networks no skip\n"),
	    -1);
	assert_int_equal(strncmp(f.said, "rules:1:1: open ", 16), 0);
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
		cmocka_unit_test(import_takes_each_word_once),
		cmocka_unit_test(import_with_skip_leaves_lines_out),
		cmocka_unit_test(import_tcprules_values_may_hold_anything),
	};

	return cmocka_run_group_tests(tests, fixture_setup(&f),
	    fixture_teardown);
}
