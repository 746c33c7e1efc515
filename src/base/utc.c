/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/utc.h"

#include <string.h>
#include <time.h>

#define YEAR_1000 INT64_C(-30610224000) /* its begin */
#define YEAR_9999 INT64_C(253402300799) /* its end */

/*
 * The year is taken to begin in March, so that a leap day is its last: month 0
 * is March, and the first days of the months are (153 * month + 2) / 5 = 0, 31,
 * 61, 92, ...  Four centuries have 146,097 days; 719,468 of them lie before
 * 1970.  For 1 May 2000: 2000 * 365 + 500 - 20 + 5 + 61 - 719,468 = 11,078.
 */
int64_t
utc_days(int year, int month, int day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int m = (month + 9) % 12;

	return y * 365 + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day -
	    1 - 719468;
}

void
utc_format(int64_t time_s, char out[UTC_SIZE])
{
	time_t t = (time_t)time_s;
	struct tm tm;

	if (time_s < YEAR_1000 || time_s > YEAR_9999 ||
	    gmtime_r(&t, &tm) == NULL ||
	    strftime(out, UTC_SIZE, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
		memcpy(out, "-", 2);
}
