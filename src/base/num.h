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

/* What a duration is counted in, and what a number without a unit means. */
enum num_unit { NUM_MS = 1, NUM_SECONDS = 1000 };

/* A duration, at most max units: digits, up to three decimals, and one of ms,
 * s, m, h and d ("1.5s", "24h"); or digits alone, which are units.  In
 * milliseconds "1.5s" is 1500; "0.5ms" is none, and "1.5s" no seconds: the
 * result has to be whole. */
int num_duration(unsigned *out, const char *text, enum num_unit unit,
    unsigned max, struct err *e);

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
