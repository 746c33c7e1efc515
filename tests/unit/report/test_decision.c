/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/decision.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct decision d;

static enum decision_line
read_line(const char *line)
{
	return decision_read(&d, line, strlen(line));
}

static void
a_decision_is_read(void **state)
{
	(void)state;
	assert_int_equal(read_line("mx dyn-host-filter: pid=1 ip=192.0.2.1 "
	    "host=- action=defer code=451 rule=x n=3/2"), DECISION_YES);
	assert_int_equal(d.action, DECISION_DEFER);
	assert_true(decision_refuses(&d));
	assert_true(d.has_ip);
	assert_int_equal(d.code, '4');
	assert_int_equal(d.refused, 3);
	assert_int_equal(d.passed, 2);
	assert_false(d.again);
	assert_int_equal(read_line("dhf-milter: pid=1 ip=what action=grey "
	    "code=- rule=x"), DECISION_YES);
	assert_false(decision_refuses(&d));
	assert_false(d.has_ip);
	assert_int_equal(d.code, '\0');
}

static void
the_second_line_of_a_session_is_known(void **state)
{
	static const struct {
		const char *program, *action, *n;
		bool again;
		uint32_t refused, passed;
	} row[] = {
		{ "dyn-host-filter", "pass", "3/1", true, 2, 1 },
		{ "dyn-host-filter", "pass", "0/4", false, 0, 4 },
		{ "dyn-host-filter", "block", "1/0", false, 1, 0 },
		{ "dyn-host-filter", "pass", "-", false, 0, 0 },
		{ "dyn-host-filter", "pass", "x", false, 0, 0 },
		{ "dyn-host-filter", "pass", "/1", false, 0, 0 },
		{ "dyn-host-filter", "pass", "1/2/3", false, 0, 0 },
		{ "dhf-relay", "pass", "3/1", true, 3, 1 },
		{ "dhf-relay", "pass", "0/1", true, 0, 1 },
		{ "dhf-relay", "block", "1/0", false, 1, 0 },
	};
	char line[200];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		(void)snprintf(line, sizeof(line), "%s: pid=1 action=%s "
		    "rule=x n=%s", row[i].program, row[i].action, row[i].n);
		assert_int_equal(read_line(line), DECISION_YES);
		assert_int_equal(d.again, row[i].again);
		assert_int_equal(d.refused, row[i].refused);
		assert_int_equal(d.passed, row[i].passed);
	}
}

static void
other_lines_are_none(void **state)
{
	(void)state;
	assert_int_equal(read_line(""), DECISION_FOREIGN);
	assert_int_equal(read_line("tcpserver: status: 1/40"),
	    DECISION_FOREIGN);
	assert_int_equal(read_line("dhfd: ready"), DECISION_FOREIGN);
	assert_int_equal(read_line("dyn-host-filter: crashed: x"),
	    DECISION_CRASH);
	assert_int_equal(read_line("dyn-host-filter: pid=1 ip=192.0.2.1"),
	    DECISION_UNREADABLE);
	assert_int_equal(read_line("dyn-host-filter: pid=1 action=maybe "
	    "rule=x"), DECISION_UNREADABLE);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_decision_is_read),
		cmocka_unit_test(the_second_line_of_a_session_is_known),
		cmocka_unit_test(other_lines_are_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
