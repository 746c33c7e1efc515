/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "state/greylist.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/stored.h"
#include "store/store_commit.h"

#define NOW STORED_NOW
#define DAY 86400

static struct greylist
usual(struct stored *st)
{
	return (struct greylist){ .store = st->store, .delay_s = 60,
		.window_s = DAY, .green_s = 36 * DAY, .net4 = 32 };
}

/* What the greylist says at NOW + at: seconds to wait, 0 for green, -1 for
 * just green. */
static int
ask(const struct greylist *g, const char *ip, const char *domain, int64_t at)
{
	struct greylist_client c = { .domain = domain };
	struct greylist_out out;
	struct err e = { 0 };

	assert_int_equal(ip_parse(&c.ip, ip, &e), 0);
	switch (greylist_ask(g, &c, NOW + at, &out, &e)) {
	case GREYLIST_GREEN:
		return out.news ? -1 : 0;
	case GREYLIST_WAIT:
		return (int)out.wait_s;
	case GREYLIST_FAILED:
		fail_msg("%s", e.msg);
	}
	return -2;
}

static void
greylist_lets_in_who_comes_again_in_time(void **state)
{
	static const struct {
		int64_t at;
		int answer;
	} rows[] = {
		{ 0, 60 },
		{ 1, 59 },
		{ 59, 1 }, /* the clock is not set back */
		{ 60, -1 },
		{ 61, 0 },
		{ DAY + 61, 0 },
		{ 30 * DAY, 0 },
		{ 66 * DAY - 1, 0 }, /* less than 36 days after its last use */
		{ 102 * DAY - 1, 60 }, /* no longer */
		{ 103 * DAY - 1, -1 }, /* the last second of the window */
		{ 150 * DAY, 60 },
		{ 151 * DAY + 1, 60 }, /* too late */
		{ 151 * DAY + 61, -1 },
	};
	struct stored *st = *state;
	struct greylist g;
	size_t i;

	stored_open(st);
	g = usual(st);
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (ask(&g, "192.0.2.1", "", rows[i].at) != rows[i].answer)
			fail_msg("row %zu", i);
}

/* One row after the other: who comes, when, and what the answer is. */
struct row {
	int64_t at;
	const char *ip, *domain;
	int answer;
};

static void
check(struct stored *st, const struct greylist *g, const struct row *row,
    size_t n)
{
	size_t i;

	(void)st;
	for (i = 0; i < n; i++)
		if (ask(g, row[i].ip, row[i].domain, row[i].at) !=
		    row[i].answer)
			fail_msg("row %zu", i);
}

#define ROWS(rows) rows, sizeof(rows) / sizeof(*rows)

static void
greylist_knows_a_domain_whichever_host_comes(void **state)
{
	static const struct row rows[] = {
		{ 0, "192.0.2.1", "example.org", 60 },
		{ 30, "192.0.2.2", "Example.ORG", 30 },
		{ 60, "192.0.2.3", "example.org", -1 },
		{ 61, "192.0.2.1", "example.org", 0 },
		/* no longer by its domain, when the name can't be asked for */
		{ 62, "192.0.2.1", "", 0 },
		{ 62, "192.0.2.3", NULL, 0 },
		{ 62, "192.0.2.2", "", 28 }, /* it came at 30 */
		{ 63, "192.0.2.9", "", 60 },
		{ 64, "192.0.2.9", "example.org", 0 },
		{ 65, "192.0.2.9", "", 0 },
		/* an address that is green makes its domain so */
		{ 66, "192.0.2.9", "example.net", 0 },
		{ 67, "198.51.100.1", "example.net", 0 },
		/* what is no name is no key */
		{ 68, "198.51.100.2", "no name", 60 },
		{ 69, "198.51.100.3", "no name", 60 },
	};
	struct stored *st = *state;
	struct greylist g;

	stored_open(st);
	g = usual(st);
	check(st, &g, ROWS(rows));
}

static void
greylist_knows_an_address_or_its_network(void **state)
{
	static const struct row one[] = {
		{ 0, "192.0.2.1", "", 60 },
		{ 60, "192.0.2.2", "", 60 },
		{ 60, "::ffff:192.0.2.1", "", -1 },
		{ 0, "2001:db8::1", "", 60 },
		{ 60, "2001:db8::ffff:1", "", -1 }, /* the same /64 */
		{ 60, "2001:db8:0:1::1", "", 60 },
	};
	static const struct row net[] = {
		{ 100, "198.51.100.1", "", 60 },
		{ 160, "198.51.100.255", "", -1 },
		{ 161, "198.51.101.1", "", 60 },
	};
	struct stored *st = *state;
	struct greylist g;

	stored_open(st);
	g = usual(st);
	check(st, &g, ROWS(one));
	g.net4 = 24;
	check(st, &g, ROWS(net));
}

static void
greylist_survives_the_store_s_end(void **state)
{
	struct stored *st = *state;
	struct greylist g;

	stored_open(st);
	g = usual(st);
	assert_int_equal(ask(&g, "192.0.2.1", "example.org", 0), 60);
	stored_close(st);
	stored_open(st);
	g = usual(st);
	assert_int_equal(ask(&g, "192.0.2.1", "example.org", 60), -1);
	stored_close(st);
	stored_open(st);
	g = usual(st);
	assert_int_equal(ask(&g, "192.0.2.2", "example.org", 61), 0);
}

static void
greylist_without_a_delay_wants_a_second_try(void **state)
{
	struct stored *st = *state;
	struct greylist g;

	stored_open(st);
	g = usual(st);
	g.delay_s = 0;
	assert_int_equal(ask(&g, "192.0.2.1", "", 0), 1);
	assert_int_equal(ask(&g, "192.0.2.1", "", 0), -1);
}

static void
a_clock_that_goes_back_locks_nobody_out(void **state)
{
	static const struct row rows[] = {
		{ 10 * DAY, "192.0.2.1", "", 60 }, /* it was ahead */
		{ 0, "192.0.2.1", "", 60 },        /* as if it came now */
		{ 30, "192.0.2.1", "", 30 },
		{ 60, "192.0.2.1", "", -1 },
		{ 3650 * DAY, "192.0.2.2", "", 60 },
		{ 3650 * DAY + 60, "192.0.2.2", "", -1 },
		{ 100, "192.0.2.2", "", 0 }, /* green stays green */
		{ 36 * DAY + 99, "192.0.2.2", "", 0 },
		{ 72 * DAY + 99, "192.0.2.2", "", 60 }, /* and not for years */
	};
	struct stored *st = *state;
	struct greylist g;

	stored_open(st);
	g = usual(st);
	check(st, &g, ROWS(rows));
}

static uint32_t
some(uint32_t *seed, uint32_t n)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (uint32_t)((uint64_t)*seed * n >> 32);
}

/* A host comes again and again while the clock goes a day or years back, years
 * ahead, and is right again.  Who was told to wait, and comes again after the
 * delay, is let in unless the clock jumped meanwhile: a jump costs a host one
 * delay and the time until it comes again.  And who is green stays so, but for
 * a jump ahead. */
static void
a_jump_of_the_clock_costs_one_delay(void **state)
{
	static const int64_t shifts[] = { 0, -DAY, INT64_C(3650) * DAY,
		-INT64_C(3650) * DAY, 7200, -7200 };
	int64_t at, shift, before;
	struct stored *st = *state;
	uint32_t seed = 5, round, try;
	struct greylist g;
	bool waited;
	char ip[32];
	int answer;

	st->size = 16 << 20;
	stored_open(st);
	g = usual(st);
	for (round = 0; round < 2000; round++) {
		(void)snprintf(ip, sizeof(ip), "10.0.%u.%u", round >> 8,
		    round & 255);
		at = shift = 0;
		waited = true;
		for (try = 0; try < 40; try++) {
			before = shift;
			if (some(&seed, 4) == 0)
				shift = shifts[some(&seed, 6)];
			answer = ask(&g, ip, "", at + shift);
			if (answer > 0 && try > 0 && shift == before &&
			    waited)
				fail_msg("round %u: waits again", round);
			if (answer > 0 && !waited && shift - before < DAY)
				fail_msg("round %u: no longer green", round);
			assert_true(answer <= 60);
			waited = answer > 0;
			at += 60 + some(&seed, DAY - 60);
		}
	}
}

static void
a_full_store_lets_in_and_makes_nobody_wait(void **state)
{
	struct greylist_client c = { .domain = "" };
	struct greylist_out out;
	struct stored *st = *state;
	struct err e = { 0 };
	struct greylist g;
	char ip[32];
	unsigned i;

	st->size = 256 * 1024;
	stored_open(st);
	g = usual(st);
	for (i = 0; i < 100000; i++) {
		(void)snprintf(ip, sizeof(ip), "10.%u.%u.%u", i >> 16,
		    i >> 8 & 255, i & 255);
		assert_int_equal(ip_parse(&c.ip, ip, &e), 0);
		if (greylist_ask(&g, &c, NOW, &out, &e) == GREYLIST_FAILED)
			break;
		if (i % 100 == 99)
			(void)store_commit(st->store, NOW, &e);
	}
	assert_true(i > 500 && i < 10000);
	assert_non_null(strstr(e.msg, "is full"));
	/* who is known goes on as always */
	assert_int_equal(ask(&g, "10.0.0.1", "", 30), 30);
	assert_int_equal(ask(&g, "10.0.0.1", "", 60), -1);
	assert_int_equal(store_commit(st->store, NOW + 60, &e), 0);
	assert_int_equal(ask(&g, "10.0.0.1", "", 61), 0);
	/* who became green, but could not be noted under its domain, is in */
	assert_int_equal(ask(&g, "10.0.0.2", "example.org", 61), -1);
}

static void
a_busy_host_does_not_write_with_each_mail(void **state)
{
	struct stored *st = *state;
	struct greylist g;
	struct err e;
	int64_t at;

	stored_open(st);
	g = usual(st);
	(void)ask(&g, "192.0.2.1", "", 0);
	assert_int_equal(ask(&g, "192.0.2.1", "", 60), -1);
	assert_int_equal(store_commit(st->store, NOW, &e), 0);
	for (at = 61; at < 3000; at++)
		assert_int_equal(ask(&g, "192.0.2.1", "", at), 0);
	assert_int_equal(store_waiting(st->store), 0);
	assert_int_equal(ask(&g, "192.0.2.1", "", 4000), 0);
	assert_int_equal(store_waiting(st->store), 1);
}

#define WITH(test) \
	cmocka_unit_test_setup_teardown(test, stored_setup, stored_teardown)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(greylist_lets_in_who_comes_again_in_time),
		WITH(greylist_knows_a_domain_whichever_host_comes),
		WITH(greylist_knows_an_address_or_its_network),
		WITH(greylist_survives_the_store_s_end),
		WITH(greylist_without_a_delay_wants_a_second_try),
		WITH(a_clock_that_goes_back_locks_nobody_out),
		WITH(a_jump_of_the_clock_costs_one_delay),
		WITH(a_full_store_lets_in_and_makes_nobody_wait),
		WITH(a_busy_host_does_not_write_with_each_mail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
