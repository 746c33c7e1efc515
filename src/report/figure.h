/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPORT_FIGURE_H
#define DHF_REPORT_FIGURE_H

#include <stdint.h>

/*
 * figure - numbers, shares and times as people read them
 */
#define FIGURE_SIZE 32

/* "1,204,331" */
const char *figure_count(char out[FIGURE_SIZE], uint64_t n);

/* "12.3 %" of all, "-" of nothing; "<0.1 %" is not nothing, and ">99.9 %" not
 * all. */
const char *figure_share(char out[FIGURE_SIZE], uint64_t n, uint64_t all);

/* How much a share has changed, in points: "+1.2", "-0.3", "0.0"; "" if one
 * of the two is of nothing. */
const char *figure_change(char out[FIGURE_SIZE], uint64_t n, uint64_t all,
    uint64_t before, uint64_t before_all);

/* "2026-11-29 15:04" in UTC; "-" for INT64_MIN. */
const char *figure_time(char out[FIGURE_SIZE], int64_t at_s);

/* The same here, with what the zone is called. */
const char *figure_local(char out[FIGURE_SIZE], int64_t at_s);

/* "3 min", "5 h", "12 d" */
const char *figure_age(char out[FIGURE_SIZE], int64_t seconds);

#endif
