/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/interval.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void
must_be(double got, double want, uint64_t k, uint64_t n)
{
	if (!(fabs(got - want) <= 1e-12 + 1e-10 * want))
		fail_msg("%llu of %llu: %.15g, not %.15g",
		    (unsigned long long)k, (unsigned long long)n, got, want);
}

/* By scipy 1.10.1: beta.ppf(0.025, k, n - k + 1), ppf(0.975, k + 1, n - k). */
static void
limits_are_those_of_clopper_and_pearson(void **state)
{
	static const struct {
		uint64_t k, n;
		double low, high;
	} row[] = {
		{ 0, 1, 0, 0.975 },
		{ 1, 1, 0.025, 1 },
		{ 0, 300, 0, 0.012220974694294 },
		{ 0, 3000, 0, 0.0012288708038255 },
		{ 1, 3000, 8.4392337175634e-06, 0.0018557999944919 },
		{ 3, 3000, 0.00020627153716226, 0.0029196164652533 },
		{ 10, 3000, 0.0015995845504913, 0.0061215477784465 },
		{ 2, 2410, 0.00010051758075548, 0.0029945479811557 },
		{ 3, 3021, 0.00020483734545045, 0.0028993405915886 },
		{ 1, 2, 0.012579117093425, 0.98742088290657 },
		{ 50, 100, 0.3983211295033, 0.6016788704967 },
		{ 99, 100, 0.94554061460792, 0.99974685396702 },
		{ 999, 1000, 0.99444107572017, 0.99997468251251 },
		{ 500000, 1000000, 0.49901951919531, 0.50098048080469 },
		{ 0, 10000000, 0, 3.6888787737224e-07 },
		{ 1652, 1884, 0.86116547039497, 0.8913658348842 },
		{ 46, 107, 0.33458749053024, 0.52920560869326 },
		{ 69, 89, 0.67449787458881, 0.85700512417647 },
		{ 1804, 11745, 0.14712032935858, 0.16024640164713 },
		{ 130496, 338618, 0.38373849102787, 0.38701989834033 },
		{ 214, 308, 0.6400552735059, 0.74576136458655 },
		{ 32, 54, 0.45034412435898, 0.72432006296224 },
		{ 52637, 74736, 0.70101945876247, 0.70757632064118 },
		{ 8, 12, 0.34887550641882, 0.90075390885042 },
		{ 1, 4, 0.0063094632097099, 0.80587955031676 },
		{ 11, 14, 0.49202432295153, 0.95342071211013 },
		{ 860, 2174, 0.37495217975573, 0.41649811325736 },
		{ 31, 153, 0.14201230256433, 0.27509423199565 },
	};
	struct interval got;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		got = interval_find(row[i].k, row[i].n, INTERVAL_LEVEL);
		must_be(got.low, row[i].low, row[i].k, row[i].n);
		must_be(got.high, row[i].high, row[i].k, row[i].n);
	}
}

/* With as many hits as misses left out, the limits change places. */
static void
limits_of_misses_are_those_of_hits(void **state)
{
	struct interval hits, misses;
	uint64_t k, n;

	(void)state;
	for (n = 1; n < 60; n++)
		for (k = 0; k <= n; k++) {
			hits = interval_find(k, n, INTERVAL_LEVEL);
			misses = interval_find(n - k, n, INTERVAL_LEVEL);
			must_be(hits.low, 1 - misses.high, k, n);
			assert_true(hits.low <= (double)k / (double)n);
			assert_true(hits.high >= (double)k / (double)n);
		}
}

/* The rule of three, and how many it takes for a claim: (1 - p)^n = 0.05. */
static void
none_of_many_is_a_claim(void **state)
{
	(void)state;
	must_be(interval_none(0, 0.95), 1, 0, 0);
	must_be(interval_none(1, 0.95), 0.95, 0, 1);
	assert_true(interval_none(2995, 0.95) < 0.001);
	assert_true(interval_none(2994, 0.95) > 0.001);
	assert_true(interval_none(5990, 0.95) < 0.0005);
	assert_true(interval_none(5989, 0.95) > 0.0005);
}

static void
nothing_is_known_of_nobody(void **state)
{
	struct interval i = interval_find(0, 0, INTERVAL_LEVEL);

	(void)state;
	must_be(i.low, 0, 0, 0);
	must_be(i.high, 1, 0, 0);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(limits_are_those_of_clopper_and_pearson),
		cmocka_unit_test(limits_of_misses_are_those_of_hits),
		cmocka_unit_test(none_of_many_is_a_claim),
		cmocka_unit_test(nothing_is_known_of_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
