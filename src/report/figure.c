/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/figure.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define MINUTE 60
#define HOUR 3600
#define DAY 86400

const char *
figure_count(char out[FIGURE_SIZE], uint64_t n)
{
	char digits[24];
	int len = snprintf(digits, sizeof(digits), "%" PRIu64, n), i;
	char *at = out;

	for (i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			*at++ = ',';
		*at++ = digits[i];
	}
	*at = '\0';
	return out;
}

const char *
figure_share(char out[FIGURE_SIZE], uint64_t n, uint64_t all)
{
	const double share = all == 0 ? 0 : (double)n * 100 / (double)all;

	if (all == 0)
		return strcpy(out, "-");
	if (n > 0 && share < 0.1)
		return strcpy(out, "<0.1 %");
	if (n < all && share > 99.9)
		return strcpy(out, ">99.9 %");
	(void)snprintf(out, FIGURE_SIZE, "%.1f %%", share);
	return out;
}

const char *
figure_change(char out[FIGURE_SIZE], uint64_t n, uint64_t all,
    uint64_t before, uint64_t before_all)
{
	double change;

	*out = '\0';
	if (all == 0 || before_all == 0)
		return out;
	change = (double)n * 100 / (double)all -
	    (double)before * 100 / (double)before_all;
	if (change > -0.05 && change < 0.05)
		return strcpy(out, "0.0");
	(void)snprintf(out, FIGURE_SIZE, "%+.1f", change);
	return out;
}

static const char *
format(char out[FIGURE_SIZE], const struct tm *t, const char *as)
{
	if (t == NULL || strftime(out, FIGURE_SIZE, as, t) == 0)
		return strcpy(out, "-");
	return out;
}

const char *
figure_time(char out[FIGURE_SIZE], int64_t at_s)
{
	const time_t t = (time_t)at_s;
	struct tm tm;

	return format(out, at_s == INT64_MIN ? NULL : gmtime_r(&t, &tm),
	    "%Y-%m-%d %H:%M");
}

const char *
figure_local(char out[FIGURE_SIZE], int64_t at_s)
{
	const time_t t = (time_t)at_s;
	struct tm tm;

	return format(out, at_s == INT64_MIN ? NULL : localtime_r(&t, &tm),
	    "%Y-%m-%d %H:%M %Z");
}

const char *
figure_age(char out[FIGURE_SIZE], int64_t seconds)
{
	const char *unit = "s";

	if (seconds >= 2 * DAY) {
		seconds /= DAY;
		unit = "d";
	} else if (seconds >= 2 * HOUR) {
		seconds /= HOUR;
		unit = "h";
	} else if (seconds >= 2 * MINUTE) {
		seconds /= MINUTE;
		unit = "min";
	}
	(void)snprintf(out, FIGURE_SIZE, "%" PRId64 " %s", seconds, unit);
	return out;
}
