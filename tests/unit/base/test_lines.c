/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/lines.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"

/* What became of a file of lines. */
struct outcome {
	int status;
	size_t bad;
	char said[200];  /* on standard error */
	char lines[100]; /* all of them, one after another */
};

/* A line that begins with "t" fails for now, one with "p" for good. */
static int
take(void *arg, char *line, size_t len, struct err *e)
{
	struct outcome *o = arg;

	assert_true(strlen(o->lines) + len < sizeof(o->lines));
	memcpy(o->lines + strlen(o->lines), line, len);
	if (*line == 't')
		return err_temp(e, 0, "later");
	return *line == 'p' ? err_perm(e, 0, "never") : 0;
}

/* Catch what is said on standard error meanwhile. */
static void
answer(struct outcome *o, const char *text)
{
	FILE *in = tmpfile(), *said = tmpfile();
	struct lines l = { "program", "list", in, take, o, 0 };
	int was = dup(STDERR_FILENO);
	struct err e;
	size_t len;

	assert_true(in != NULL && said != NULL && was != -1);
	assert_int_not_equal(fputs(text, in), EOF);
	rewind(in);
	*o = (struct outcome){ 0 };
	assert_int_equal(fflush(stderr), 0);
	assert_int_not_equal(dup2(fileno(said), STDERR_FILENO), -1);
	o->status = lines_answer(&l, &e);
	assert_int_equal(fflush(stderr), 0);
	assert_int_not_equal(dup2(was, STDERR_FILENO), -1);
	o->bad = l.bad;
	rewind(said);
	len = fread(o->said, 1, sizeof(o->said) - 1, said);
	o->said[len] = '\0';
	(void)close(was);
	(void)fclose(in);
	(void)fclose(said);
}

static void
lines_are_all_answered(void **state)
{
	struct outcome o;

	(void)state;
	answer(&o, "a\np\nb\n\nc");
	assert_string_equal(o.lines, "a\np\nb\n\nc");
	assert_int_equal(o.bad, 1);
	assert_string_equal(o.said, "program: list:2: never\n");
	answer(&o, "");
	assert_int_equal(o.status, 0);
	assert_int_equal(o.bad, 0);
	assert_string_equal(o.said, "");
}

static void
lines_have_no_byte_order_mark_before_them(void **state)
{
	struct outcome o;

	(void)state;
	answer(&o, "\xef\xbb\xbf" "a\n\xef\xbb\xbf" "b\n");
	assert_string_equal(o.lines, "a\n\xef\xbb\xbf" "b\n");
	answer(&o, "\xef\xbb\xbf");
	assert_string_equal(o.lines, "");
	answer(&o, "\xef\xbb\n");
	assert_string_equal(o.lines, "\xef\xbb\n");
	assert_int_equal(o.bad, 0);
}

/* 100 and 111: what may pass by itself is to be tried again. */
static void
lines_end_with_the_status_that_tells_more(void **state)
{
	static const struct {
		const char *text;
		int status;
		size_t bad;
	} row[] = {
		{ "a\nb\n", 0, 0 }, { "a\np\n", 100, 1 }, { "t\nb\n", 111, 1 },
		{ "p\nt\n", 111, 2 }, { "t\np\nb\n", 111, 2 },
		{ "p\na\np\n", 100, 2 },
	};
	struct outcome o;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		answer(&o, row[i].text);
		if (o.status != row[i].status || o.bad != row[i].bad)
			fail_msg("row %zu: status %d, %zu bad", i, o.status,
			    o.bad);
	}
}

static void
lines_that_can_not_be_read_are_an_error(void **state)
{
	struct outcome o = { 0 };
	FILE *in = fopen("/", "r");
	struct lines l = { "program", "list", in, take, &o, 0 };
	struct err e = { 0 };

	(void)state;
	assert_non_null(in);
	assert_int_equal(lines_answer(&l, &e), -1);
	assert_int_equal(e.class, ERR_TEMP);
	assert_non_null(strstr(e.msg, "list"));
	(void)fclose(in);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_all_answered),
		cmocka_unit_test(lines_have_no_byte_order_mark_before_them),
		cmocka_unit_test(lines_end_with_the_status_that_tells_more),
		cmocka_unit_test(lines_that_can_not_be_read_are_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
