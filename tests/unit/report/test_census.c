/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/census.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "report/framing.h"
#include "rule/image.h"

#define NOW INT64_C(1764496800) /* 2025-11-30 10:00 UTC */

static struct census *c;
static struct image none = { .fd = -1 };

static int
begin(void **state)
{
	struct err e;

	(void)state;
	c = calloc(1, sizeof(*c));
	c->now_s = NOW;
	c->img = &none;
	return census_begin(c, &e);
}

static int
end(void **state)
{
	(void)state;
	census_end(c);
	free(c);
	return 0;
}

static void
text(const char *line, int64_t at_s)
{
	const struct framed f = { line, strlen(line), at_s != 0, at_s };

	census_line(c, &f);
}

/* A line at a time, 0: none. */
static void
line(int64_t at_s, const char *client, const char *what, const char *notes)
{
	char out[1000];

	(void)snprintf(out, sizeof(out), "dyn-host-filter: pid=1 %s %s "
	    "watch=%s name=given db=0a1b2c3d by=-", client, what, notes);
	text(out, at_s);
}

#define BOT "ip=198.51.100.7 host=dsl-198-51-100-7.dyn.isp.example"
#define PASS "action=pass code=- rule=good score=0"
#define BLOCK "action=block code=553 rule=dip score=2.5"

static void
verdicts_notes_and_rules_are_counted(void **state)
{
	(void)state;
	line(NOW, BOT, BLOCK, "trial:pass,t2:grey note=pregreet,mark:m,"
	    "capped,limit:x,dns:a.example:listed error=-");
	line(NOW, BOT, PASS, "- note=- error=-");
	line(NOW, "ip=2001:db8::1 host=-", "action=grey code=451 rule=g",
	    "- note=green error=x");
	assert_int_equal(c->lines, 3);
	assert_int_equal(c->decisions, 3);
	assert_int_equal(c->action[CENSUS_BLOCK], 1);
	assert_int_equal(c->action[CENSUS_PASS], 1);
	assert_int_equal(c->action[CENSUS_GREY], 1);
	assert_int_equal(c->waiting, 1);
	assert_int_equal(c->note[CENSUS_PREGREET], 1);
	assert_int_equal(c->note[CENSUS_CAPPED], 1);
	assert_int_equal(c->note[CENSUS_LIMIT], 1);
	assert_int_equal(c->note[CENSUS_GREEN], 1);
	assert_int_equal(c->faults, 1);
	assert_int_equal(c->ip6, 1);
	assert_int_equal(c->asked, 1);
	assert_int_equal(c->rules.len, 6); /* dip trial t2 m good g */
	assert_int_equal(c->class[CLASS_DYNAMIC][CENSUS_BLOCK], 1);
	assert_int_equal(c->class[CLASS_KINDS][CENSUS_GREY], 1);
	assert_int_equal(clients_sum(c->clients).both, 1);
	assert_int_equal(sketch_total(c->top[CENSUS_BOTH]), 1);
	assert_int_equal(sketch_total(c->top[CENSUS_DOMAINS]), 1);
	assert_int_equal(census_last_db(c), 0x0a1b2c3d);
}

static void
domains_and_networks_of_the_refused(void **state)
{
	struct sketch_count top[2];

	(void)state;
	line(NOW, BOT, BLOCK, "- note=- error=-");
	line(NOW, "ip=2001:db8:1:2::3 host=A.B.Example.CO.UK", BLOCK,
	    "- note=- error=-");
	assert_int_equal(sketch_top(c->top[CENSUS_DOMAINS], top, 2), 2);
	assert_string_equal(top[0].key, "example.co.uk");
	assert_string_equal(top[1].key, "isp.example");
	assert_int_equal(sketch_top(c->top[CENSUS_NETWORKS], top, 2), 2);
	assert_string_equal(top[0].key, "198.51.100.0/24");
	assert_string_equal(top[1].key, "2001:db8:1::/48");
}

static void
recipients_by_their_domains(void **state)
{
	struct sketch_count top[2];

	(void)state;
	line(NOW, BOT, BLOCK, "- note=- error=- to=anna@here.example n=2/1");
	line(NOW, BOT, BLOCK, "- note=- error=- to=postmaster@here.example");
	assert_int_equal(sketch_top(c->top[CENSUS_TO], top, 2), 1);
	assert_string_equal(top[0].key, "here.example");
	assert_int_equal(top[0].count, 2);
	assert_int_equal(sketch_total(c->top[CENSUS_POSTMASTER]), 1);
	assert_int_equal(c->rcpt_refused, 2);
	assert_int_equal(c->rcpt_passed, 1);
}

/* A session of which one recipient was refused, and then two, and one was let
 * through, has two lines. */
static void
the_second_line_of_a_session_says_nothing_twice(void **state)
{
	(void)state;
	line(NOW, BOT, BLOCK, "- note=- error=- to=a@here.example n=1/0");
	line(NOW, BOT, "action=pass code=- rule=exempt_rcpt score=0",
	    "- note=- error=- to=postmaster@here.example n=2/1 child=7");
	assert_int_equal(c->decisions, 2);
	assert_int_equal(c->rcpt_refused, 2);
	assert_int_equal(c->rcpt_passed, 1);
	assert_int_equal(clients_sum(c->clients).both, 0);
	/* one that was let in at once did not meet a refusal */
	line(NOW, BOT, PASS, "- note=- error=- n=0/2 child=8");
	assert_int_equal(clients_sum(c->clients).both, 1);
}

static void
times_of_another_century_are_not_believed(void **state)
{
	static const int64_t odd[] = { -5, 1, 946684799, NOW + 86401,
		INT64_C(4102444800), INT64_MAX };
	size_t i;

	(void)state;
	line(0, BOT, PASS, "- note=- error=-");
	line(NOW - 5, BOT, PASS, "- note=- error=-");
	for (i = 0; i < sizeof(odd) / sizeof(odd[0]); i++)
		line(odd[i], BOT, PASS, "- note=- error=-");
	assert_int_equal(c->decisions, 8);
	assert_int_equal(c->timeless, 1);
	assert_int_equal(c->odd_time, 6);
	assert_int_equal(c->timeline.bins, 1);
	assert_int_equal(c->first_s, NOW - 5);
	assert_int_equal(c->last_s, NOW - 5);
}

static void
other_lines_are_told_apart(void **state)
{
	(void)state;
	text("tcpserver: ok 1 0:192.0.2.1:25 :198.51.100.7::4711", NOW);
	text("dyn-host-filter: pid=1 ip=198.51.100.7 host=", NOW);
	text("mx dyn-host-filter: pid=1 action=what rule=x", NOW);
	text("dyn-host-filter: crashed: the client got 451", NOW);
	text("", NOW);
	assert_int_equal(c->lines, 5);
	assert_int_equal(c->foreign, 2);
	assert_int_equal(c->unreadable, 2);
	assert_int_equal(c->crashes, 1);
	assert_int_equal(c->decisions, 0);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    verdicts_notes_and_rules_are_counted, begin, end),
		cmocka_unit_test_setup_teardown(
		    domains_and_networks_of_the_refused, begin, end),
		cmocka_unit_test_setup_teardown(recipients_by_their_domains,
		    begin, end),
		cmocka_unit_test_setup_teardown(
		    the_second_line_of_a_session_says_nothing_twice, begin,
		    end),
		cmocka_unit_test_setup_teardown(
		    times_of_another_century_are_not_believed, begin, end),
		cmocka_unit_test_setup_teardown(other_lines_are_told_apart,
		    begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
