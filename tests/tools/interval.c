/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * interval: read lines "K N", write "LOW HIGH", as replay/interval.h has them
 * at 95 %.
 */
#include "replay/interval.h"

#include <inttypes.h>
#include <stdio.h>

int
main(void)
{
	struct interval i;
	uint64_t k, n;

	while (scanf("%" SCNu64 " %" SCNu64, &k, &n) == 2) {
		i = interval_find(k, n, INTERVAL_LEVEL);
		(void)printf("%.17g %.17g\n", i.low, i.high);
	}
	return 0;
}
