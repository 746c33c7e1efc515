/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BASE_NUM_H
#define DHF_BASE_NUM_H

#include <stdint.h>

struct err;

/*
 * num - numbers, durations and dates as people write them in rule files
 *
 * All of them return 0, or -1 with *e ERR_PERM and *out unchanged.
 */

/* Decimal digits only, at most max. */
int num_unsigned(unsigned *out, const char *text, unsigned max, struct err *e);

/* A score: optional sign, digits, at most three decimals ("-1.5"), as
 * thousandths; absolute value at most 1,000. */
int num_score(int32_t *out_milli, const char *text, struct err *e);

/* A duration in seconds: digits and one of s, m, h, d ("24h"); none means
 * seconds.  At most ten years. */
int num_duration(unsigned *out_s, const char *text, struct err *e);

/* A calendar day "2027-06-30" (ISO 8601, proleptic Gregorian, years 1970 to
 * 9999) as the seconds since 1970 at which it has ended in UTC. */
int num_day_end(int64_t *out_s, const char *text, struct err *e);

/* Longest text num_score_format writes, NUL included. */
#define NUM_SCORE_SIZE 16

/* Write thousandths as a decimal number without trailing zeros: "-1.5". */
void num_score_format(int32_t milli, char out[NUM_SCORE_SIZE]);

/* Write n in decimal, NUL-terminated; returns the number of digits.  No
 * stdio: the filter's pass path uses it. */
unsigned num_format(uint64_t n, char out[21]);

#endif
