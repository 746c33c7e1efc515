/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/statefile.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/err.h"
#include "lib/failing.h"
#include "lib/fixture.h"
#include "report/countkeep.h"
#include "report/logstream.h"
#include "report/position.h"
#include "serve/counts.h"
#include "serve/counts_text.h"

static struct fixture f;
static struct err e;
static char path[FIXTURE_PATH];

static int
begin(void **state)
{
	(void)state;
	fixture_begin(&f);
	(void)fixture_path(&f, path, "state");
	return 0;
}

static int
end(void **state)
{
	(void)state;
	fixture_end(&f);
	return 0;
}

static void
count(struct counts *c, const char *rule, const char *zone)
{
	char line[500];

	(void)snprintf(line, sizeof(line), "dhf-milter: pid=1 ip=192.0.2.1 "
	    "host=- action=block code=550 rule=%s score=0 watch=x:grey "
	    "note=pregreet,mark:m,dns:%s:listed error=e", rule, zone);
	assert_true(counts_line(c, line, strlen(line), 1764410400));
}

/* What is written and read again makes the same page of numbers. */
static void
numbers_survive(void **state)
{
	struct counts *c = counts_new(&e), *again = counts_new(&e);
	struct positions p = { .len = 0 };
	struct buf one = { 0 }, two = { 0 };
	char rule[40];
	int i;

	(void)state;
	counts_any_rule(c);
	counts_any_rule(again);
	for (i = 0; i < 300; i++) {
		(void)snprintf(rule, sizeof(rule), "rule%d", i % 250);
		count(c, rule, i % 2 == 0 ? "a.example" : "b.example");
	}
	counts_seen(c, 7, 1764410500, 0x0a1b2c3d);
	assert_int_equal(statefile_write(path, &p, c, &e), 0);
	assert_int_equal(statefile_read(path, &p, again, &e), 0);
	counts_write(&one, c);
	counts_write(&two, again);
	assert_string_equal(buf_text(&one), buf_text(&two));
	assert_non_null(strstr(buf_text(&one), "dhf_unreadable_lines_total 7"));
	assert_non_null(strstr(buf_text(&one), "rule=\"other\""));
	/* and go on */
	count(again, "rule3", "a.example");
	two.len = 0;
	counts_write(&two, again);
	assert_non_null(strstr(buf_text(&two), "dhf_decisions_total{source="
	    "\"milter\",action=\"block\",rule=\"rule3\",reason=\"rule\"} 3"));
	buf_free(&one);
	buf_free(&two);
	counts_free(c);
	counts_free(again);
}

static void
positions_survive_and_tell_a_log_by_its_beginning(void **state)
{
	struct counts *c = counts_new(&e);
	struct positions p = { .len = 0 }, q = { .len = 0 };
	char head[LOGSTREAM_HEAD] = "whatever";
	struct position *one;

	(void)state;
	assert_non_null(one = position_add(&p, "/var/log/with a blank"));
	one->dev = 1;
	one->ino = 2;
	one->offset = 77;
	position_head(one, head, sizeof(head));
	one = position_add(&p, "short");
	one->dev = 1;
	one->ino = 3;
	position_head(one, head, 5);
	assert_int_equal(statefile_write(path, &p, c, &e), 0);
	assert_int_equal(statefile_read(path, &q, c, &e), 0);
	assert_int_equal(q.len, 2);
	assert_non_null(one = position_find(&q, 1, 2, head, sizeof(head)));
	assert_int_equal(one->offset, 77);
	assert_string_equal(one->path, "/var/log/with a blank");
	/* renamed to another file system, or compressed */
	assert_ptr_equal(position_find(&q, 9, 9, head, sizeof(head)), one);
	/* the number is used again */
	head[0] = 'x';
	assert_null(position_find(&q, 1, 2, head, sizeof(head)));
	head[0] = 'w';
	/* one that has grown, and one too short to be known without number */
	assert_non_null(position_find(&q, 1, 3, head, 9));
	assert_null(position_find(&q, 9, 3, head, 9));
	assert_ptr_equal(position_at(&q, "/var/log/with a blank"), one);
	one->met = true;
	assert_null(position_at(&q, "/var/log/with a blank"));
	position_free(&p);
	position_free(&q);
	counts_free(c);
}

static void
what_is_no_state_is_refused(void **state)
{
	static const char *const row[] = { "", "x\n", "dhf-report state 2\n",
		"dhf-report state 1\nlog 1 2\n",
		"dhf-report state 1\nlog 1 2 3 4 999 0 5 x\n",
		"dhf-report state 1\nlog 1 2 3 4 9 0 5",
		"dhf-report state 1\nlog 1 2 3 4 9 0 5x\n",
		"dhf-report state 1\nlog a\n", "\n",
		"dhf-report state 1\nrule 0\n",
		"dhf-report state 1\nrule 0 x -1\n",
		"dhf-report state 1\nsource nobody 1\n",
		"dhf-report state 1\nwhat\n" };
	struct positions p = { .len = 0 };
	struct counts *c = counts_new(&e);
	size_t i;

	(void)state;
	assert_int_equal(statefile_read(path, &p, c, &e), 0);
	for (i = 1; i < sizeof(row) / sizeof(row[0]); i++) {
		fixture_text(&f, "state", row[i]);
		assert_int_equal(statefile_read(path, &p, c, &e), -1);
		assert_int_equal(e.class, ERR_PERM);
	}
	position_free(&p);
	counts_free(c);
}

/* Its last line may have no end; what can't be read is no empty one. */
static void
what_cannot_be_read_may_pass(void **state)
{
	struct positions p = { .len = 0 };
	struct counts *c = counts_new(&e);

	(void)state;
	fixture_text(&f, "state", "dhf-report state 1\nall 7 0 0");
	assert_int_equal(statefile_read(path, &p, c, &e), 0);
	fixture_text(&f, "state", "dhf-report state 1\nlog 1 2 3 4 9 0 5 x\n");
	failing_nth(FAILING_ARENA, 1, ENOMEM);
	assert_int_equal(statefile_read(path, &p, c, &e), -1);
	assert_true(failing_end());
	assert_int_equal(e.class, ERR_TEMP);
	failing_nth("fopen", 1, EACCES);
	assert_int_equal(statefile_read(path, &p, c, &e), -1);
	assert_true(failing_end());
	assert_int_equal(e.class, ERR_TEMP);
	assert_int_equal(statefile_read(f.dir, &p, c, &e), -1);
	assert_int_equal(e.class, ERR_TEMP);
	assert_non_null(strstr(e.msg, "read "));
	position_free(&p);
	counts_free(c);
}

/* Of a path with a newline nothing can be kept. */
static void
a_path_of_two_lines_is_left_out(void **state)
{
	struct positions p = { .len = 0 }, q = { .len = 0 };
	struct counts *c = counts_new(&e);
	char head[2 * LOGSTREAM_HEAD] = "x";
	struct position *one;

	(void)state;
	assert_non_null(position_add(&p, "a\nb"));
	assert_non_null(one = position_add(&p, "c"));
	position_head(one, head, sizeof(head)); /* more than is looked at */
	assert_int_equal(one->head_len, LOGSTREAM_HEAD);
	assert_int_equal(statefile_write(path, &p, c, &e), 0);
	assert_int_equal(statefile_read(path, &q, c, &e), 0);
	assert_int_equal(q.len, 1);
	assert_string_equal(q.one[0].path, "c");
	position_free(&p);
	position_free(&q);
	counts_free(c);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(numbers_survive, begin, end),
		cmocka_unit_test_setup_teardown(
		    positions_survive_and_tell_a_log_by_its_beginning, begin,
		    end),
		cmocka_unit_test_setup_teardown(what_is_no_state_is_refused,
		    begin, end),
		cmocka_unit_test_setup_teardown(what_cannot_be_read_may_pass,
		    begin, end),
		cmocka_unit_test_setup_teardown(
		    a_path_of_two_lines_is_left_out, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
