/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BASE_UTC_H
#define DHF_BASE_UTC_H

#include <stdint.h>

/*
 * utc - seconds since 1970 and the calendar, without clocks of anywhere
 */

/* Days from 1970-01-01 to a day of the Gregorian calendar, from year 1 on;
 * months and days count from 1. */
int64_t utc_days(int year, int month, int day);

/* "2026-11-29T15:04:05Z" (RFC 3339), NUL included; "-" for a time whose year
 * has not four digits. */
#define UTC_SIZE 21
void utc_format(int64_t time_s, char out[UTC_SIZE]);

#endif
