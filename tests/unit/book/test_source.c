/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "book/source.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/err.h"
#include "lib/fixture.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct fixture f;

/* All lines of a file as "number:text|", a newline inside as "^". */
static void
lines(char out[256], const char *text, enum source_join join)
{
	char path[FIXTURE_PATH], *p;
	struct arena a = { 0 };
	struct source s;
	struct line l;
	struct err e;

	fixture_text(&f, "source", text);
	assert_int_equal(source_open(&s, &a, fixture_path(&f, path,
	    "source"), &e), 0);
	assert_string_equal(s.name, path);
	out[0] = '\0';
	while (source_line(&s, join, &l)) {
		size_t len = strlen(out);

		assert_string_equal(l.place.file, path);
		assert_int_equal(l.place.column, 1);
		while ((p = strpbrk(l.text, "\n")) != NULL)
			*p = '^';
		(void)snprintf(out + len, 256 - len, "%u:%s|", l.place.line,
		    l.text);
	}
	assert_false(source_line(&s, join, &l));
	arena_free(&a);
}

static void
source_lines_end_in_lf_or_crlf(void **state)
{
	static const struct {
		const char *in, *plain, *backslash, *indent;
	} row[] = {
		{ "", "", "", "" },
		{ "\n", "1:|", "1:|", "" },
		{ "a", "1:a|", "1:a|", "1:a|" },
		{ "a\n", "1:a|", "1:a|", "1:a|" },
		{ "a\r\n", "1:a|", "1:a|", "1:a|" },
		{ "a\r", "1:a|", "1:a|", "1:a|" },
		{ "# a\rb\rc", "1:# a|2:b|3:c|", "1:# a|2:b|3:c|", "" },
		{ "a\\\rb\r", "1:a\\|2:b|", "1:a ^b|", "1:a\\\rb|" },
		{ "a\n\nb", "1:a|2:|3:b|", "1:a|2:|3:b|", "1:a|3:b|" },
		{ "a\r\n\r\nb\r\n", "1:a|2:|3:b|", "1:a|2:|3:b|",
		    "1:a|3:b|" },
		{ "a\\\nb\nc", "1:a\\|2:b|3:c|", "1:a ^b|3:c|",
		    "1:a\\|2:b|3:c|" },
		{ "a\\\r\nb\r\nc", "1:a\\|2:b|3:c|", "1:a \r^b|3:c|",
		    "1:a\\|2:b|3:c|" },
		{ "a\\\nb\\\nc\nd", "1:a\\|2:b\\|3:c|4:d|", "1:a ^b ^c|4:d|",
		    "1:a\\|2:b\\|3:c|4:d|" },
		{ "a\\\n\nb", "1:a\\|2:|3:b|", "1:a ^|3:b|",
		    "1:a\\|3:b|" },
		{ "a\\", "1:a\\|", "1:a\\|", "1:a\\|" },
		{ "a\n b\n\tc\nd", "1:a|2: b|3:\tc|4:d|",
		    "1:a|2: b|3:\tc|4:d|", "1:a^ b^\tc|4:d|" },
		{ " a\nb", "1: a|2:b|", "1: a|2:b|", "1: a|2:b|" },
	};
	char got[256];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		lines(got, row[i].in, SOURCE_PLAIN);
		assert_string_equal(got, row[i].plain);
		lines(got, row[i].in, SOURCE_BACKSLASH);
		assert_string_equal(got, row[i].backslash);
		lines(got, row[i].in, SOURCE_INDENT);
		assert_string_equal(got, row[i].indent);
	}
}

/* The place of every byte is that which an editor shows. */
static void
line_place_is_true_in_joined_lines(void **state)
{
	static const struct {
		char byte;
		unsigned line, column;
	} row[] = { { 'a', 2, 1 }, { 'b', 2, 3 }, { 'c', 3, 2 }, { 'd', 4, 1 },
		{ 'e', 4, 3 } };
	char path[FIXTURE_PATH];
	struct arena a = { 0 };
	struct source s;
	struct place at;
	struct line l;
	struct err e;
	size_t i;

	(void)state;
	fixture_text(&f, "source", "first\na b \\\r\n c\\\nd e\n");
	assert_int_equal(source_open(&s, &a, fixture_path(&f, path,
	    "source"), &e), 0);
	assert_true(source_line(&s, SOURCE_BACKSLASH, &l));
	assert_true(source_line(&s, SOURCE_BACKSLASH, &l));
	for (i = 0; i < COUNT(row); i++) {
		at = line_place(&l, strchr(l.text, row[i].byte));
		assert_int_equal(at.line, row[i].line);
		assert_int_equal(at.column, row[i].column);
	}
	arena_free(&a);
}

static void
source_open_refuses_what_is_no_text(void **state)
{
	static const char nul[] = "a\nb\0c\n";
	char path[FIXTURE_PATH];
	struct arena a = { 0 };
	struct source s;
	struct err e = { 0 };

	(void)state;
	assert_int_equal(source_open(&s, &a, fixture_path(&f, path, "none"),
	    &e), -1);
	assert_int_equal(e.class, ERR_TEMP);
	assert_int_equal(source_open(&s, &a, f.dir, &e), -1);
	assert_int_equal(e.class, ERR_PERM);
	assert_non_null(strstr(e.msg, "is a folder"));
	assert_int_equal(source_open(&s, &a, "/dev/null", &e), -1);
	assert_int_equal(e.class, ERR_PERM);
	assert_non_null(strstr(e.msg, "is a pipe or device"));
	fixture_write(&f, "nul", nul, sizeof(nul) - 1);
	assert_int_equal(source_open(&s, &a, fixture_path(&f, path, "nul"),
	    &e), -1);
	assert_int_equal(e.class, ERR_PERM);
	assert_non_null(strstr(e.msg, "line 2"));
	assert_int_equal(source_read(&s, &a, path, &e), 0);
	assert_int_equal(s.len, sizeof(nul) - 1);
	assert_memory_equal(s.text, nul, sizeof(nul));
	arena_free(&a);
}

static void
source_beside_starts_at_the_folder_of_the_file(void **state)
{
	static const char *const row[][3] = { { "/etc/dhf.conf", "list",
		"/etc/list" }, { "dhf.conf", "list", "list" },
		{ "conf/dhf.conf", "d/list", "conf/d/list" },
		{ "conf/dhf.conf", "/srv/list", "/srv/list" },
		{ "conf/dhf.conf", "../list", "conf/../list" },
		{ "/dhf.conf", "list", "/list" } };
	struct arena a = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++)
		assert_string_equal(source_beside(&a, row[i][0], row[i][1]),
		    row[i][2]);
	arena_free(&a);
}

/* "HERE" stands for the folder that the test is in. */
static void
source_from_root_starts_where_we_are(void **state)
{
	static const char *const row[][3] = {
		{ "dhf.conf", "list", "HERE/list" },
		{ "conf/dhf.conf", "d/list", "HERE/conf/d/list" },
		{ "/etc/dhf.conf", "list", "/etc/list" },
		{ "dhf.conf", "/srv/list", "/srv/list" } };
	char here[PATH_MAX], want[PATH_MAX + 64];
	struct arena a = { 0 };
	bool head;
	size_t i;

	(void)state;
	assert_non_null(getcwd(here, sizeof(here)));
	for (i = 0; i < COUNT(row); i++) {
		head = strncmp(row[i][2], "HERE", 4) == 0;
		(void)snprintf(want, sizeof(want), "%s%s", head ? here : "",
		    row[i][2] + (head ? 4 : 0));
		assert_string_equal(source_from_root(&a, row[i][0],
		    row[i][1]), want);
	}
	assert_int_equal(chdir("/"), 0);
	assert_string_equal(source_from_root(&a, "a/b", "c"), "/a/c");
	assert_int_equal(chdir(here), 0);
	arena_free(&a);
}

/* A folder whose name no setting may have: what is not there yet does not fail
 * for it. */
static void
source_from_root_leaves_what_a_setting_cannot_hold(void **state)
{
	char here[PATH_MAX], odd[FIXTURE_PATH];
	struct arena a = { 0 };

	(void)state;
	assert_non_null(getcwd(here, sizeof(here)));
	(void)fixture_path(&f, odd, "m\xc3\xbcnchen");
	assert_int_equal(mkdir(odd, 0700), 0);
	assert_int_equal(chdir(odd), 0);
	assert_string_equal(source_from_root(&a, "d/dhf.conf", "x"), "d/x");
	assert_int_equal(chdir(here), 0);
	assert_int_equal(rmdir(odd), 0);
	arena_free(&a);
}

static void
line_trim_cuts_blanks_at_the_end(void **state)
{
	static const char *const row[][2] = { { "", "" }, { "a", "a" },
		{ "a \t\r\n", "a" }, { " \t ", "" }, { " a b ", " a b" },
		{ "a\v", "a\v" } };
	char text[16];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		(void)snprintf(text, sizeof(text), "%s", row[i][0]);
		line_trim(text);
		assert_string_equal(text, row[i][1]);
	}
	(void)snprintf(text, sizeof(text), " \t\r\na ");
	assert_string_equal(line_skip(text), "a ");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(source_lines_end_in_lf_or_crlf),
		cmocka_unit_test(line_place_is_true_in_joined_lines),
		cmocka_unit_test(source_open_refuses_what_is_no_text),
		cmocka_unit_test(
		    source_beside_starts_at_the_folder_of_the_file),
		cmocka_unit_test(source_from_root_starts_where_we_are),
		cmocka_unit_test(
		    source_from_root_leaves_what_a_setting_cannot_hold),
		cmocka_unit_test(line_trim_cuts_blanks_at_the_end),
	};

	return cmocka_run_group_tests(tests, fixture_setup(&f),
	    fixture_teardown);
}
