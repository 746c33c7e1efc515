/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/interval.h"

#include <math.h>

#define NEAR 1e-15

/*
 * The continued fraction of the incomplete beta function (DLMF 8.17.22), by
 * the method of Lentz: from the front, with each convergent the one before
 * times a factor, until that is 1.  For x < (a + 1) / (a + b + 2) it is quick,
 * and c and d stay above 0; it ends with m = b, where term becomes 0.
 */
static double
fraction(double a, double b, double x)
{
	double c = 1, d = 1 / (1 - (a + b) * x / (a + 1)), f = d, term, m = 0;

	do {
		m++;
		term = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
		d = 1 / (1 + term * d);
		c = 1 + term / c;
		f *= c * d;
		term = -(a + m) * (a + b + m) * x /
		    ((a + 2 * m) * (a + 2 * m + 1));
		d = 1 / (1 + term * d);
		c = 1 + term / c;
		f *= c * d;
	} while (fabs(c * d - 1) >= NEAR);
	return f;
}

/* The regularised incomplete beta function: the probability of a hits or more
 * of a + b - 1 at rate x, 0 < x < 1.  1 - x is given, too, as it may be next
 * to 0. */
static double
tail(double a, double b, double x, double rest)
{
	const double front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) +
	    a * log(x) + b * log(rest));

	if (x < (a + 1) / (a + b + 2))
		return front * fraction(a, b, x) / a;
	return 1 - front * fraction(b, a, rest) / b;
}

/* Halve until the rate is found at which the tail is p. */
static double
rate_of(double a, double b, double p)
{
	double low = 0, high = 1, mid = 0.5;

	while (high - low > low * 1e-14) {
		mid = low + (high - low) / 2;
		if (tail(a, b, mid, 1 - mid) < p)
			low = mid;
		else
			high = mid;
	}
	return mid;
}

double
interval_none(uint64_t n, double level)
{
	return n == 0 ? 1 : -expm1(log1p(-level) / (double)n);
}

struct interval
interval_find(uint64_t k, uint64_t n, double level)
{
	const double side = (1 - level) / 2;
	struct interval i = { 0, 1 };

	if (n == 0)
		return i;
	if (k > 0)
		i.low = k == n ? exp(log(side) / (double)n) :
		    rate_of((double)k, (double)(n - k + 1), side);
	if (k < n)
		i.high = k == 0 ? -expm1(log(side) / (double)n) :
		    rate_of((double)(k + 1), (double)(n - k), 1 - side);
	return i;
}
