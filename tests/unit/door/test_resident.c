/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "door/resident.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* Code that lies far from all other. */
__attribute__((used, aligned(1 << 18))) static void
far(void)
{
}

/* KiB of the program's code that are mapped; -1 where nobody says so. */
static long
code_kib(void)
{
	FILE *f = fopen("/proc/self/smaps", "r");
	unsigned long from, to, at = (uintptr_t)&code_kib, kib = 0;
	char line[512];
	long sum = -1;

	while (f != NULL && fgets(line, sizeof(line), f) != NULL)
		if (sscanf(line, "%lx-%lx ", &from, &to) == 2)
			sum = from <= at && at < to ? 0 : sum == 0 ? -1 : sum;
		else if (sum == 0 && sscanf(line, "Rss: %lu", &kib) == 1)
			sum = (long)kib;
	if (f != NULL)
		(void)fclose(f);
	return sum;
}

/* What ran and runs no more is let go of. */
static void
test_release(void **state)
{
	long before, after;

	(void)state;
	far();
	before = code_kib();
	if (before == -1)
		skip();
	resident_release();
	after = code_kib();
	assert_in_range(after, 1, before - 1);
	far();
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_release) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
