/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lang/exempt_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/fixture.h"
#include "rule/settings.h"

static struct fixture f;

/* What compiling says of this file of recipients. */
static void
says(const char *file, const char *want)
{
	fixture_text(&f, "all", file);
	(void)fixture_compile(&f, "mode on\nexempt_rcpt x,+all\n");
	if (strncmp(f.said, want, strlen(want)) != 0)
		fail_msg("got %s, want %s", f.said, want);
}

static void
exempt_text_tells_what_is_wrong_and_where(void **state)
{
	(void)state;
	says("a@b.example\n  b c # x\n", "all:2:3: \"b c\" is no recipient");
	assert_int_equal(f.report.errors, 1);
	says("\n\n<a@b.example>\n*@c.example\n", "all:3:1: \"<a@b.example>\"");
	assert_int_equal(f.report.errors, 2);
	says("+more\n", "all:1:1: \"+more\" is no recipient");
	says("# nobody\n\n", "rules:2:13: warning: ");
	assert_int_equal(f.report.errors, 0);
	assert_int_equal(f.report.warnings, 1);
	says("a\na\nA\n", "");
	assert_int_equal(f.report.errors + f.report.warnings, 0);
	(void)fixture_compile(&f, "exempt_rcpt +absent\n");
	assert_int_equal(f.report.errors, 1);
	assert_non_null(strstr(f.said, "rules:1:13: "));
	assert_non_null(strstr(f.said, "absent"));
	(void)fixture_compile(&f, "exempt_rcpt a b\n");
	assert_non_null(strstr(f.said, "rules:1:13: \"a b\" is no recipient"));
}

static void
exempt_text_takes_ten_thousand(void **state)
{
	static char text[200000];
	size_t at = 0, i;

	(void)state;
	for (i = 0; i < EXEMPT_TEXT_MOST; i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at,
		    "u%zu@d.example\n", i);
	says(text, "");
	assert_int_equal(f.report.errors, 0);
	(void)snprintf(text + at, sizeof(text) - at, "one@too.many\n");
	says(text, "all:10001:1: more than 10000 recipients");
	assert_int_equal(f.report.errors, 1);
}

/* The path that is kept leads to the file from anywhere. */
static void
exempt_text_keeps_where_the_file_is(void **state)
{
	char path[FIXTURE_PATH], want[FIXTURE_PATH + 8];

	(void)state;
	fixture_text(&f, "all", "a\n");
	fixture_load(&f, "exempt_rcpt  x , +all\n");
	(void)snprintf(want, sizeof(want), "x,+%s",
	    fixture_path(&f, path, "all"));
	assert_string_equal(f.rules.settings.text[SET_EXEMPT_RCPT], want);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(exempt_text_tells_what_is_wrong_and_where),
		cmocka_unit_test(exempt_text_takes_ten_thousand),
		cmocka_unit_test(exempt_text_keeps_where_the_file_is),
	};

	return cmocka_run_group_tests(tests, fixture_setup(&f),
	    fixture_teardown);
}
