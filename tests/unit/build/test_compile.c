/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/compile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <sys/stat.h>

#include <cmocka.h>

#include "lib/fixture.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct fixture f;

static void
compile_tries_must_and_mustnot(void **state)
{
	static const struct {
		const char *rule;
		bool good;
	} row[] = {
		{ "block @name=dyn.example must=a.dyn.example", true },
		{ "block @name=dyn.example must=dyn.example/192.0.2.1",
		    true },
		{ "block @name=dyn.example must=a.example", false },
		{ "block @name=dyn.example mustnot=a.example", true },
		{ "block @name=dyn.example mustnot=a.dyn.example", false },
		{ "block @name=dyn.example must=a.dyn.example,b.example",
		    false },
		{ "block @name=a.example must=a.example mustnot=b.example,"
		    "192.0.2.1", true },
		{ "block @ip=192.0.2.0/24 must=192.0.2.7,h.example/192.0.2.8",
		    true },
		{ "block @ip=192.0.2.0/24 must=192.0.3.7", false },
		{ "block @ip=192.0.2.0/24 must=h.example", false },
		{ "block @ip=2001:db8::/32 must=2001:db8::1 "
		    "mustnot=2001:db9::1", true },
		{ "block @regex=^h$1- must=h192-x/192.0.2.1", true },
		{ "block @regex=^h$1- must=h193-x/192.0.2.1", false },
		/* the rule alone: neither mode nor day counts */
		{ "block @host=a.example mode=off must=b.example", false },
		{ "block @host=a.example mode=watch mustnot=a.example",
		    false },
		{ "score 1 @host=a.example expires=2000-01-01 must=b.example",
		    false },
		/* unknown fails neither */
		{ "block @rdns=none must=a.example mustnot=b.example", true },
		{ "block @rdns=none @host=a.example must=b.example", false },
		{ "block @any must=a.example/999.0.0.1", false },
		{ "block @any must=", false },
		{ "block @any must=a,,b", false },
	};
	char rules[256];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		(void)snprintf(rules, sizeof(rules), "pass @host=z.example\n"
		    "%s\n", row[i].rule);
		if (fixture_compile(&f, rules) != (row[i].good ? 0 : -1))
			fail_msg("%s: %s", row[i].rule, f.said);
		if (row[i].good)
			continue;
		assert_int_equal(f.e.class, ERR_PERM);
		assert_int_equal(f.report.errors, 1);
		assert_non_null(strstr(f.said, "rules:2:"));
	}
}

/* The entry that fails is named, at the attribute that holds it. */
static void
compile_names_the_entry_that_fails(void **state)
{
	(void)state;
	assert_int_equal(fixture_compile(&f, "block @host=a.example "
	    "must=a.example mustnot=b.example,A.Example.\n"), -1);
	assert_non_null(strstr(f.said, "rules:1:38: "));
	assert_non_null(strstr(f.said, "\"A.Example.\""));
}

/* As the filter would: dhf.conf(5), Old rules. */
static void
compile_searches_addresses_where_the_filter_does(void **state)
{
	static const struct {
		const char *rules;
		bool good, why;
	} row[] = {
		{ "block @regex=^192\\.0\\. must=192.0.2.1\n", false, true },
		{ "block @regex=^192\\.0\\. must=-/192.0.2.1\n", false,
		    true },
		{ "block !@regex=^192\\.0\\. mustnot=192.0.2.1\n", false,
		    true },
		{ "block @regex=^192\\.0\\. mustnot=192.0.2.1\n", true,
		    false },
		{ "block @regex=^192\\.0\\. must=192.0.2.1\n"
		    "default_unresolved_action pass\n", true, false },
		{ "block @regex=^192\\.0\\. must=192.1.2.1\n", false,
		    false },
		{ "block @regex=^192\\.0\\. must=h.example\n", false,
		    false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		if (fixture_compile(&f, row[i].rules) != (row[i].good ? 0 : -1))
			fail_msg("%s: %s", row[i].rules, f.said);
		if (row[i].why != (strstr(f.said, "only where "
		    "default_unresolved_action is pass") != NULL))
			fail_msg("%s: %s", row[i].rules, f.said);
	}
}

static void
compile_counts_what_it_reports(void **state)
{
	(void)state;
	assert_int_equal(fixture_compile(&f, "pass ^a\nblok ^b\npass @x\n"
	    "pass a b\nmark @any\n"), -1);
	assert_int_equal(f.report.errors, 2);
	assert_int_equal(f.report.warnings, 1);
	assert_int_equal(f.e.class, ERR_PERM);
	assert_int_equal(fixture_compile(&f, "pass ^a\nmark @any\n"), 0);
	assert_int_equal(f.report.errors, 0);
	assert_int_equal(f.report.warnings, 0);
	assert_int_equal(f.report.rules, 2);
	assert_string_equal(f.said, "");
}

static void
compile_of_no_file_is_temporary(void **state)
{
	struct compile_request q = { .diag = stderr, .now_s = FIXTURE_NOW };
	struct buf image = { 0 };
	char path[FIXTURE_PATH];
	struct err e = { 0 };

	(void)state;
	q.path = fixture_path(&f, path, "none");
	assert_int_equal(compile_file(&image, &q, &e), -1);
	assert_int_equal(e.class, ERR_TEMP);
	buf_free(&image);
}

static void
compile_gives_the_same_bytes_again(void **state)
{
	static const char rules[] = "reply_code 550\npass @ip=192.0.2.0/24,"
	    "2001:db8::/32\nblock ^dyn$1\\.\nscore 1 @name=a.example\n";
	struct buf first;

	(void)state;
	assert_int_equal(fixture_compile(&f, rules), 0);
	first = f.image;
	f.image = (struct buf){ 0 };
	assert_int_equal(fixture_compile(&f, rules), 0);
	assert_int_equal(f.image.len, first.len);
	assert_memory_equal(f.image.data, first.data, first.len);
	buf_free(&first);
}

/* include: beside the file that names it, a folder in order, not for ever. */
static void
compile_reads_included_files(void **state)
{
	struct verdict v;
	char path[FIXTURE_PATH];

	(void)state;
	assert_int_equal(mkdir(fixture_path(&f, path, "d"), 0755), 0);
	fixture_text(&f, "d/b.conf", "block @any id=b\n");
	fixture_text(&f, "d/a.conf", "include more\npass @host=a id=a\n");
	fixture_text(&f, "d/more", "pass @host=more id=more\n");
	fixture_text(&f, "d/c.off", "this is no rule\n");
	fixture_text(&f, "d/.x.conf", "nor is this\n");
	fixture_load(&f, "include d\n");
	assert_int_equal(f.report.rules, 3);
	fixture_ask(&f, &v, NULL, "more");
	assert_string_equal(v.rule, "more");
	fixture_ask(&f, &v, NULL, "a");
	assert_string_equal(v.rule, "a");
	fixture_ask(&f, &v, NULL, "x");
	assert_string_equal(v.rule, "b");
	assert_int_equal(fixture_compile(&f, "include rules\n"), -1);
	assert_non_null(strstr(f.said, "includes itself"));
	assert_int_equal(fixture_compile(&f, "mark @any\ninclude none\n"),
	    -1);
	assert_int_equal(strncmp(f.said, "rules:2:9: ", 11), 0);
}

/* A rule is named by its file, whatever the length of that name. */
static void
compile_names_rules_of_files_with_long_names(void **state)
{
	char name[256], rules[512];
	struct verdict v;

	(void)state;
	memset(name, 'n', 250);
	name[250] = '\0';
	fixture_text(&f, "short", "");
	fixture_text(&f, name, "block @any\n");
	(void)snprintf(rules, sizeof(rules), "include %s\n", name);
	fixture_load(&f, rules);
	fixture_ask(&f, &v, "192.0.2.1", "h.example");
	assert_int_equal(v.action, RULE_BLOCK);
	assert_non_null(strstr(v.rule, ":1"));
}

/* Every error says where: also of a rule that the image has no room for. */
static void
compile_tells_where_a_rule_is_too_long(void **state)
{
	static char rules[40000];
	size_t len = 12, i;

	(void)state;
	(void)strcpy(rules, "block @name=");
	for (i = 0; i < 1500; i++)
		len += (size_t)snprintf(rules + len, sizeof(rules) - len,
		    "%sh%04zu.example.net", i > 0 ? "," : "", i);
	if (fixture_compile(&f, rules) == 0)
		return;
	assert_non_null(strstr(f.said, "rules:1:"));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(compile_tries_must_and_mustnot),
		cmocka_unit_test(compile_names_the_entry_that_fails),
		cmocka_unit_test(
		    compile_searches_addresses_where_the_filter_does),
		cmocka_unit_test(compile_counts_what_it_reports),
		cmocka_unit_test(compile_of_no_file_is_temporary),
		cmocka_unit_test(compile_gives_the_same_bytes_again),
		cmocka_unit_test(compile_reads_included_files),
		cmocka_unit_test(
		    compile_names_rules_of_files_with_long_names),
		cmocka_unit_test(compile_tells_where_a_rule_is_too_long),
	};

	return cmocka_run_group_tests(tests, fixture_setup(&f),
	    fixture_teardown);
}
