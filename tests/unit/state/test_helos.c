/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "state/helos.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"

#define NOW INT64_C(1790000000)

static struct helos h;
static struct ip lan, other;

static int
begin(void **state)
{
	struct err e;

	(void)state;
	memset(&h, 0, sizeof(h));
	return ip_parse(&lan, "10.0.0.1", &e) |
	    ip_parse(&other, "fd00::1", &e);
}

/* Greet with n names, from first on; returns at which it became many, or -1. */
static int
greet(const struct ip *ip, uint64_t first, int n, int64_t now_s)
{
	int i, many = -1;

	for (i = 0; i < n; i++)
		if (helos_hear(&h, ip, first + (uint64_t)i, now_s))
			many = i;
	return many;
}

static void
many_names_within_an_hour_are_many_clients(void **state)
{
	(void)state;
	assert_int_equal(greet(&lan, 1, HELOS_MANY - 1, NOW), -1);
	assert_false(helos_are_many(&h, &lan, NOW));
	assert_int_equal(greet(&lan, 100, 1, NOW + HELOS_WITHIN_S - 1), 0);
	assert_true(helos_are_many(&h, &lan, NOW + HELOS_WITHIN_S));
	assert_false(helos_are_many(&h, &other, NOW + HELOS_WITHIN_S));
	/* it is told once */
	assert_int_equal(greet(&lan, 200, HELOS_MANY,
	    NOW + HELOS_WITHIN_S), -1);
}

static void
few_names_are_not_however_often(void **state)
{
	int64_t t;

	(void)state;
	for (t = NOW; t < NOW + 100000; t += 1000)
		assert_int_equal(greet(&lan, 1, HELOS_MANY - 1, t), -1);
	/* nor are many, one an hour */
	for (t = NOW + 200000; t < NOW + 1200000; t += HELOS_WITHIN_S)
		assert_int_equal(greet(&lan, (uint64_t)t, 1, t), -1);
	assert_false(helos_are_many(&h, &lan, t));
	/* nor those without a name */
	assert_false(helos_hear(&h, &other, 0, NOW));
	assert_int_equal(h.len, 1);
}

static void
it_ends_a_day_behind_the_last(void **state)
{
	const int64_t end = NOW + HELOS_STAY_S;

	(void)state;
	(void)greet(&lan, 1, HELOS_MANY, NOW);
	assert_true(helos_are_many(&h, &lan, end - 1));
	assert_false(helos_are_many(&h, &lan, end));
	/* who is still heard to be many stays so */
	(void)greet(&lan, 1, HELOS_MANY, NOW + 100);
	assert_true(helos_are_many(&h, &lan, end + 99));
	/* and is told of anew when it had ended */
	assert_int_equal(greet(&lan, 1, HELOS_MANY, end + 1000),
	    HELOS_MANY - 1);
}

static void
the_oldest_has_to_go(void **state)
{
	struct ip ip = lan;
	int i;

	(void)state;
	(void)greet(&lan, 1, HELOS_MANY, NOW);
	for (i = 0; i < 3 * HELOS_ADDRESSES; i++) {
		assert_true(ip_next(&ip));
		(void)greet(&ip, 1, 1, NOW + 1 + i);
		assert_true(h.len <= HELOS_ADDRESSES);
		/* whoever goes on to be heard keeps his place */
		(void)greet(&other, 1, HELOS_MANY, NOW + 1 + i);
	}
	assert_false(helos_are_many(&h, &lan, NOW));
	assert_true(helos_are_many(&h, &other, NOW));
}

int
main(void)
{
#define t(f) cmocka_unit_test_setup(f, begin)
	static const struct CMUnitTest tests[] = {
		t(many_names_within_an_hour_are_many_clients),
		t(few_names_are_not_however_often),
		t(it_ends_a_day_behind_the_last),
		t(the_oldest_has_to_go),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
