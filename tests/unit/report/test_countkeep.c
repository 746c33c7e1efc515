/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/countkeep.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/err.h"
#include "serve/counts.h"
#include "serve/counts_table.h"

static struct counts *c;
static struct err e;

static int
begin(void **state)
{
	(void)state;
	c = counts_new(&e);
	return c != NULL ? 0 : -1;
}

static int
end(void **state)
{
	(void)state;
	counts_free(c);
	return 0;
}

static void
a_line_that_is_none_is_refused(void **state)
{
	static const char *const wrong[] = { "", "x", "rule", "rule ",
		"rule 1", "rule 1 ", "rule 17 label 1", "rule 1 label x",
		"rule 1 label 1x", "rule 1 label -1", "rule 1 label  2",
		"rule 1 label 111111111111111111111111 1", "list ",
		"list z /", "list z 1 :", "source ", "source nobody 1",
		"source filter x", "all x", "all 1 2 x", "rules 1 a 1" };
	char line[2 * COUNTS_LABEL + 64];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		e.class = ERR_NONE;
		if (countkeep_read(c, wrong[i], &e) != -1)
			fail_msg("%s", wrong[i]);
		assert_int_equal(e.class, ERR_PERM);
	}
	/* a label longer than any */
	(void)snprintf(line, sizeof(line), "rule 1 %0*d 1", COUNTS_LABEL, 1);
	assert_int_equal(countkeep_read(c, line, &e), -1);
	(void)snprintf(line, sizeof(line), "rule 1 %0*d 1", COUNTS_LABEL - 1,
	    1);
	assert_int_equal(countkeep_read(c, line, &e), 0);
}

/* Fewer numbers than there are now: of an older version, the rest is none. */
static void
a_line_may_have_fewer_numbers(void **state)
{
	(void)state;
	assert_int_equal(countkeep_read(c, "rule 0 mine 1 2 3", &e), 0);
	assert_int_equal(c->rule[c->rules - 1].verdict[0][1], 2);
	assert_int_equal(c->rule[c->rules - 1].marks[0], 0);
	assert_false(c->rule[c->rules - 1].own);
	assert_int_equal(countkeep_read(c, "rule 1 other 7", &e), 0);
	assert_int_equal(c->rule[0].verdict[0][0], 7);
	assert_int_equal(countkeep_read(c, "list bl.example 4", &e), 0);
	assert_string_equal(c->list[0].zone, "bl.example");
	assert_int_equal(countkeep_read(c, "list other 5", &e), 0);
	assert_int_equal(c->list[COUNTS_LISTS].n[0], 5);
	assert_int_equal(countkeep_read(c, "source filter 9", &e), 0);
	assert_int_equal(countkeep_read(c, "all 3 1764410400 17", &e), 0);
	assert_int_equal(c->unreadable, 3);
	assert_int_equal(c->last_s, 1764410400);
	assert_int_equal(c->db, 17);
}

/* Of rules, too many are an error; lists that have no place are left out. */
static void
there_is_room_for_so_many(void **state)
{
	char line[64];
	unsigned i;

	(void)state;
	for (i = 0; c->rules < COUNTS_PLACES; i++) {
		(void)snprintf(line, sizeof(line), "rule 0 r%u 1", i);
		assert_int_equal(countkeep_read(c, line, &e), 0);
	}
	assert_int_equal(countkeep_read(c, "rule 0 more 1", &e), -1);
	assert_int_equal(countkeep_read(c, "rule 1 other 1", &e), 0);
	for (i = 0; i < COUNTS_LISTS + 5; i++) {
		(void)snprintf(line, sizeof(line), "list z%u 1", i);
		assert_int_equal(countkeep_read(c, line, &e), 0);
	}
	assert_int_equal(c->lists, COUNTS_LISTS);
	assert_string_equal(c->list[COUNTS_LISTS].zone, "");
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	static const struct CMUnitTest tests[] = {
		TEST(a_line_that_is_none_is_refused),
		TEST(a_line_may_have_fewer_numbers),
		TEST(there_is_room_for_so_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
