/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ban/gate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void
lines_are_read_as_fwd_pl_reads_them(void **state)
{
	static const struct {
		const char *line;
		enum gate_answer want;
		const char *text;
	} row[] = {
		{ "add 1.2.3.4\n", GATE_ADD, "add 1.2.3.4" },
		{ "add 1.2.3.4\r\n", GATE_ADD, "add 1.2.3.4" },
		{ "add 1.2.3.4", GATE_ADD, "add 1.2.3.4" },
		{ "add 2001:DB8::1\n", GATE_ADD, "add 2001:DB8::1" },
		{ "add \n", GATE_WRONG, "add " },
		{ "add 1.2.3\n", GATE_WRONG, "add 1.2.3" },
		{ "add 1.2.3.4 \n", GATE_WRONG, "add 1.2.3.4 " },
		{ "add  1.2.3.4\n", GATE_WRONG, "add  1.2.3.4" },
		{ "add 0x1.2.3.4\n", GATE_WRONG, "add 0x1.2.3.4" },
		{ "add 1.2.3.4;reboot\n", GATE_WRONG, "add 1.2.3.4;reboot" },
		{ "add 1.2.3.4\33[1m\n", GATE_WRONG, "add 1.2.3.4?[1m" },
		{ "add \377\n", GATE_WRONG, "add ?" },
		{ "add \177\n", GATE_WRONG, "add ?" },
		{ "add\n", GATE_OTHER, "add" },
		{ "ADD 1.2.3.4\n", GATE_OTHER, "ADD 1.2.3.4" },
		{ " add 1.2.3.4\n", GATE_OTHER, " add 1.2.3.4" },
		{ "del 1.2.3.4\n", GATE_OTHER, "del 1.2.3.4" },
		{ "\n", GATE_OTHER, "" },
		{ "", GATE_OTHER, "" },
		{ "quit\n", GATE_OTHER, "quit" },
	};
	struct gate g;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		if (gate_read(&g, row[i].line) != row[i].want)
			fail_msg("row %zu: %s", i, row[i].line);
		assert_string_equal(g.text, row[i].text);
	}
}

static void
a_line_that_is_too_long_is_none(void **state)
{
	char line[GATE_LINE + 2];
	struct gate g;

	(void)state;
	memset(line, ' ', sizeof(line));
	memcpy(line, "add 1.2.3.4", 11);
	line[sizeof(line) - 1] = '\0';
	assert_int_equal(gate_read(&g, line), GATE_WRONG);
	assert_int_equal(strlen(g.text), GATE_LINE - 1);
}

/* The vectors of the original: new, again, both inserts failed. */
static void
answers_are_those_of_fwd_pl(void **state)
{
	static const struct {
		char mark;
		const char *want;
	} row[] = { { '+', "OK ++ - add 1.2.3.4\n" },
		{ '-', "OK -- - add 1.2.3.4\n" },
		{ '0', "OK 00 - add 1.2.3.4\n" } };
	char out[GATE_ANSWER];
	struct gate g;
	size_t i;

	(void)state;
	assert_int_equal(gate_read(&g, "add 1.2.3.4\n"), GATE_ADD);
	for (i = 0; i < COUNT(row); i++) {
		gate_write(&g, row[i].mark, out);
		assert_string_equal(out, row[i].want);
	}
	assert_string_equal(GATE_BANNER, "Firewall server available\n");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_read_as_fwd_pl_reads_them),
		cmocka_unit_test(a_line_that_is_too_long_is_none),
		cmocka_unit_test(answers_are_those_of_fwd_pl),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
