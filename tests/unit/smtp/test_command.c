/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "smtp/command.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define TEXT(s) s, sizeof(s) - 1

static void
a_verb_is_known_in_any_case(void **state)
{
	static const struct {
		const char *line;
		enum command want;
	} row[] = {
		{ "HELO a", COMMAND_HELO },
		{ "ehlo a", COMMAND_EHLO },
		{ "Mail FROM:<>", COMMAND_MAIL },
		{ "rcPT", COMMAND_RCPT },
		{ "DATA", COMMAND_DATA },
		{ "RSET", COMMAND_RSET },
		{ "NOOP x", COMMAND_NOOP },
		{ "QUIT", COMMAND_QUIT },
		{ "BDAT 1 LAST", COMMAND_BDAT },
		{ "AUTH PLAIN", COMMAND_AUTH },
		{ "STARTTLS", COMMAND_STARTTLS },
		{ "STARTTLSX", COMMAND_OTHER },
		{ "DAT", COMMAND_OTHER },
		{ " DATA", COMMAND_OTHER },
		{ "XCLIENT ADDR=192.0.2.1", COMMAND_OTHER },
		{ "", COMMAND_OTHER },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++)
		assert_int_equal(command_of(row[i].line, strlen(row[i].line)),
		    row[i].want);
}

static void
a_control_byte_makes_a_line_unsound(void **state)
{
	static const struct {
		const char *line;
		size_t len;
		bool want;
	} row[] = {
		{ TEXT("RCPT TO:<a@b>"), true },
		{ TEXT(""), true },
		{ TEXT("NOOP \xc3\xa4"), true },
		{ TEXT("NOOP \0"), false },
		{ TEXT("NO\rOP"), false },
		{ TEXT("NO\nOP"), false },
		{ TEXT("NOOP\t"), false },
		{ TEXT("NOOP \x7f"), false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++)
		if (command_is_sound(row[i].line, row[i].len) != row[i].want)
			fail_msg("row %zu", i);
}

static void
the_size_of_a_chunk_is_read(void **state)
{
	static const struct {
		const char *line;
		size_t want;
	} row[] = {
		{ "BDAT 10", 10 },
		{ "BDAT 10 LAST", 10 },
		{ "BDAT   007", 7 },
		{ "BDAT", 0 },
		{ "BDAT 0 LAST", 0 },
		{ "BDAT -1", 0 },
		{ "BDAT LAST", 0 },
		{ "BDAT 99999999999999999999999999", SIZE_MAX },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++)
		assert_true(command_chunk(row[i].line, strlen(row[i].line)) ==
		    row[i].want);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_verb_is_known_in_any_case),
		cmocka_unit_test(a_control_byte_makes_a_line_unsound),
		cmocka_unit_test(the_size_of_a_chunk_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
