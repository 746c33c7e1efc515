/* SPDX-License-Identifier: GPL-2.0-or-later */
/* DynaStop's files: what is refused or warned of, and where. */
#include "import/import_dynastop.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/fixture.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct fixture f;

static int
compile(const char *list, const char *words)
{
	char rules[64];

	fixture_text(&f, "list", list);
	(void)snprintf(rules, sizeof(rules), "import dynastop list %s\n",
	    words);
	return fixture_compile(&f, rules);
}

/* What is said is one line, that begins so and has the words in it. */
static void
said(const char *list, const char *place, const char *words)
{
	const char *line = strchr(f.said, '\n');

	if (strncmp(f.said, place, strlen(place)) != 0 ||
	    strstr(f.said, words) == NULL || line == NULL || line[1] != '\0')
		fail_msg("%s: %s", list, f.said);
}

static void
check_wrong(const char *const (*row)[3], size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (compile(row[i][0], "") == 0)
			fail_msg("%s", row[i][0]);
		assert_int_equal(f.e.class, ERR_PERM);
		said(row[i][0], row[i][1], row[i][2]);
	}
}

static void
import_dynastop_tells_where_a_line_is_wrong(void **state)
{
	static const char *const row[][3] = {
		{ "Pattern\n", "list:1:8: ", "no element" },
		{ "Exclude # all\n", "list:1:9: ", "no element" },
		{ "NoMail \n", "list:1:7: ", "no element" },
		{ "Pattern a $9\n", "list:1:11: ", "$1 to $8" },
		{ "Exclude $0a\n", "list:1:9: ", "$1 to $8" },
		{ "NoMail a $dsl\n", "list:1:10: ", "Expression NAME" },
		{ "Pattern a\n Pattern a${dsl\n", "list:2:10: ",
		    "Expression NAME" },
		{ "Pattern ${dsl}\nExpression dsl a\n", "list:1:9: ",
		    "Expression NAME" },
		{ "Pattern 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 "
		    "6 7 8 9 0 1 2\n", "list:1:9: ", "31 elements" },
		{ "NoFilter\n", "list:1:9: ", "no recipient" },
		{ "NoFilter *.example\n", "list:1:10: ", "wildcard" },
		{ "NoFilter a.example,,b.example\n", "list:1:10: ", "\"\"" },
		{ "NoFilter a@b@c\n", "list:1:10: ", "domain" },
		{ "PatCidr\n", "list:1:8: ", "no network" },
		{ "ExCidr 192.0.2.0/33\n", "list:1:8: ", "" },
		{ "NoMailCidr host.example\n", "list:1:12: ", "" },
		{ "ExCidr 192.0.2\n", "list:1:8: ", "" },
		{ "PatRange 192.0.2.9-192.0.2.1\n", "list:1:10: ", "" },
		{ "ExRange 192.0.2.1 192.0.2.9\n", "list:1:9: ", "" },
		{ "NoMailRange 192.0.2.1-\n", "list:1:13: ", "" },
		{ "PatCidr {\"cidr\":\"192.0.2.0/24\"}\n", "list:1:9: ",
		    "no network" },
		{ "PatRange 192.0.2.1 - 192.0.2.9 , 200 , x\n",
		    "list:1:10: ", "no network" },
	};

	(void)state;
	check_wrong(row, COUNT(row));
}

static void
import_dynastop_tells_where_a_setting_is_wrong(void **state)
{
	static const char *const row[][3] = {
		{ "MaxTTL\n", "list:1:1: ", "one word" },
		{ "MaxTTL 24h\n", "list:1:1: ", "MaxTTL 24" },
		{ "GreyTTL -1\n", "list:1:1: ", "GreyTTL 1" },
		{ "GreyTTL 1 2\n", "list:1:1: ", "one word" },
		{ "AutoGreen\n", "list:1:1: ", "one word" },
		{ "AutoGreen /a\x80\n", "list:1:1: ", "ASCII" },
		{ "AutoGreen /a\x7f\n", "list:1:1: ", "ASCII" },
		{ "Include\n", "list:1:1: ", "one word" },
		{ "Include none\n", "list:1:1: ", "No such file" },
		{ "Include .\n", "list:1:1: ", "not a file" },
		{ "Include list\n", "list:1:1: ", "includes itself" },
		{ "Expression x\n", "list:1:1: ", "Expression NAME TEXT" },
		{ "Expression\n", "list:1:1: ", "Expression NAME TEXT" },
		{ "Expression -x a\n", "list:1:1: ", "NAME" },
		{ "Pattern a${}\n", "list:1:9: ", "Expression NAME" },
		{ "Pattern a${9}\n", "list:1:9: ", "Expression NAME" },
		{ "Expression abd a\nPattern $abc\n", "list:2:9: ",
		    "Expression NAME" },
		{ ":a\n", "list:1:1: ", "" }, { "a:b\n", "list:1:1: ", "" },
		{ "Macro 1x a\n", "list:1:1: ", "Expression NAME TEXT" },
		{ "Expressions x a b\n", "list:1:1: ",
		    "Expression NAME TEXT" },
		{ "Expression x-y a\n", "list:1:1: ", "NAME" },
		{ "Patern a\n", "list:1:1: ", "did you mean \"Pattern\"?" },
		{ "block a\n", "list:1:1: ", "dhf.conf(5)" },
		{ "192.0.2.1\n", "list:1:1: ", "AutoGreen" },
		{ "2001:db8::1\n", "list:1:1: ", "AutoGreen" },
	};

	(void)state;
	check_wrong(row, COUNT(row));
}

static void
import_dynastop_warns_of_what_it_guesses(void **state)
{
	static const char *const row[][3] = {
		{ "RBL zen.example\nRBLBlock x\ndnsbl y\n", "list:1:1: ",
		    "2 more" },
		{ "SubjectLine x\n", "list:1:1: ", "subject" },
		{ "Pattern a* b\n", "list:1:9: ", "for an expression" },
		{ "Pattern a\nExclude $1 $2 3\n", "list:2:9: ",
		    "single octets" },
		{ "ExCidr 192.0.2.1/24\n", "list:1:8: ", "192.0.2.0/24" },
		{ "MaxTTL 169\n", "list:1:1: ", "168 hours" },
		{ "MaxTTL 1\nMaxTTL 2\n", "list:2:1: ", "list:1" },
		{ "NoFilter a.example\n", "list:1:10: ", "@rcpt" },
		/* the lint of all rules, at the lines of the file */
		{ "Pattern ^a.*\\.example.net$\n", "list:1:9: ", "" },
		{ "PatCidr 192.0.2.0/24\nNoMailCidr 192.0.2.0/25\n", "", "" },
		{ "Pattern dyn\nNoMail a\nExclude a\n", "list:2:8: ",
		    "never reached" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		if (compile(row[i][0], "") == -1)
			fail_msg("%s: %s", row[i][0], f.said);
		if (*row[i][1] == '\0')
			assert_string_equal(f.said, "");
		else if (strstr(f.said, " warning: ") == NULL ||
		    strstr(f.said, row[i][1]) == NULL ||
		    strstr(f.said, row[i][2]) == NULL)
			fail_msg("%s: %s", row[i][0], f.said);
	}
}

/* Good lines that stand beside the limits. */
static void
import_dynastop_takes_what_is_near_to_wrong(void **state)
{
	static const char *const row[] = { "\tpattern a #b\n",
		"Pattern  a \t b # \x80\x7f\n",
		"Expression abd a\nExpression abc b\nPattern $abc $abd\n",
		("Pattern a 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 "
		"6 7 8 9 0\n"), "MaxTTL 0\nGreyTTL 0\n", "MaxTTL 168 # all\n",
		"PatRange 192.0.2.1\n", "PatCidr 2001:db8::/32\n",
		"ExRange 2001:db8::1-2001:db8::9\n", "Pattern A-._9\n" };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++)
		if (compile(row[i], "") == -1 || *f.said != '\0')
			fail_msg("%s: %s", row[i], f.said);
}

/* Files that include each other are told at the line that closes the ring;
 * one that is included twice is read twice. */
static void
import_dynastop_follows_includes(void **state)
{
	static const char list[] = "Include sub/a\nInclude sub/a\nPattern b\n";
	char name[32], text[64];
	int i;

	(void)state;
	fixture_text(&f, "a", "Pattern a\nInclude b\n");
	fixture_text(&f, "b", "Pattern b\nInclude c\nInclude c\n");
	fixture_text(&f, "c", "Pattern c\n");
	assert_int_equal(compile("Include a\nPattern d\n", ""), 0);
	assert_int_equal(f.report.rules, 5);
	fixture_text(&f, "c", "Pattern c\nInclude a\n");
	assert_int_equal(compile("Include a\n", "skip"), 0);
	said("ring", "c:2:1: warning: 2 lines are left out", "a includes");
	assert_int_equal(compile("Include a\n", ""), -1);
	assert_int_equal(f.report.errors, 2);
	assert_int_equal(strncmp(f.said, "c:2:1: ", 7), 0);
	assert_int_equal(compile(list, ""), -1);
	assert_int_equal(f.report.errors, 2);
	for (i = 0; i < 20; i++) {
		(void)snprintf(name, sizeof(name), "deep%d", i);
		(void)snprintf(text, sizeof(text), "Include deep%d\n", i + 1);
		fixture_text(&f, name, i < 19 ? text : "Pattern a\n");
	}
	assert_int_equal(compile("Include deep0\n", ""), -1);
	said("deep", "deep14:1:1: ", "16 deep");
	assert_int_equal(compile("Include deep5\n", ""), 0);
}

/* A file that is included again and again is read again and again: not for
 * ever.  So is a rule that grows. */
static void
import_dynastop_has_an_end(void **state)
{
	static char text[32768];
	char name[32];
	int i;

	(void)state;
	for (i = 0; i < 15; i++) {
		(void)snprintf(name, sizeof(name), "twice%d", i);
		(void)snprintf(text, sizeof(text),
		    "Include twice%d\nInclude twice%d\n", i + 1, i + 1);
		fixture_text(&f, name, i < 14 ? text : "# nothing\n");
	}
	assert_int_equal(compile("Include twice0\n", ""), -1);
	assert_int_equal(f.e.class, ERR_TEMP);
	assert_non_null(strstr(f.e.msg, "files are included"));
	(void)strcpy(text, "Pattern ");
	memset(text + 8, 'a', 20000);
	(void)strcpy(text + 20008, "\n");
	assert_int_equal(compile(text, ""), -1);
	said("a long pattern", "list:1:9: ", "shorten it");
	(void)strcpy(text, "AutoGreen /");
	memset(text + 11, 'a', 500);
	(void)strcpy(text + 511, "\n");
	assert_int_equal(compile(text, ""), -1);
	said("a long path", "list:1:1: ", "at most 400");
}

/* With skip a line is left out, wherever it stands; a file that is missing is
 * no line, but all of them. */
static void
import_dynastop_with_skip_leaves_lines_out(void **state)
{
	struct verdict v;

	(void)state;
	fixture_text(&f, "a", "Pattern\nPattern a\n");
	assert_int_equal(compile("Patern\nInclude a\nPattern b $9\n", "skip"),
	    0);
	said("skip", "list:1:1: warning: 3 lines are left out, this is the "
	    "first: ", "\"Patern\"");
	assert_int_equal(f.report.rules, 1);
	fixture_text(&f, "list", "Patern\nPattern b\n");
	fixture_load(&f, "import dynastop list skip\n");
	fixture_ask(&f, &v, "192.0.2.1", "b.example");
	assert_int_equal(v.action, RULE_BLOCK);
	assert_int_equal(compile("Include none\n", "skip"), -1);
	assert_int_equal(fixture_compile(&f, "pass ^a\nimport dynastop "
	    "none\n"), -1);
	assert_int_equal(strncmp(f.said, "rules:2:", 8), 0);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(import_dynastop_tells_where_a_line_is_wrong),
		cmocka_unit_test(
		    import_dynastop_tells_where_a_setting_is_wrong),
		cmocka_unit_test(import_dynastop_warns_of_what_it_guesses),
		cmocka_unit_test(import_dynastop_takes_what_is_near_to_wrong),
		cmocka_unit_test(import_dynastop_follows_includes),
		cmocka_unit_test(import_dynastop_has_an_end),
		cmocka_unit_test(import_dynastop_with_skip_leaves_lines_out),
	};

	return cmocka_run_group_tests(tests, fixture_setup(&f),
	    fixture_teardown);
}
