/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * receipt ROUNDS - what it costs to make a receipt
 *
 * Prints the nanoseconds of one, of the processor's time, in the median of 21
 * rounds of so many.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/err.h"
#include "base/ip.h"
#include "base/receipt.h"

#define TIMES 21

static double
now_ns(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

int
main(int argc, char *argv[])
{
	long rounds = argc == 2 ? strtol(argv[1], NULL, 10) : 0, i;
	double took[TIMES];
	char out[RECEIPT_SIZE];
	struct err e;
	struct ip ip;
	int k;

	if (rounds < 1 || ip_parse(&ip, "198.51.100.7", &e) == -1) {
		(void)fprintf(stderr, "usage: receipt ROUNDS\n");
		return 111;
	}
	for (k = 0; k < TIMES; k++) {
		took[k] = now_ns();
		for (i = 0; i < rounds; i++)
			receipt_make(out, "/etc/dhf/rules.d/10-names.conf:13",
			    &ip);
		took[k] = (now_ns() - took[k]) / (double)rounds;
	}
	qsort(took, TIMES, sizeof(took[0]), compare);
	(void)printf("%.0f\n", took[TIMES / 2]);
	return 0;
}
