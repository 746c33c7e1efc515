/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "state/greylist.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/stored.h"

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

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    greylist_lets_in_who_comes_again_in_time, stored_setup,
		    stored_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
