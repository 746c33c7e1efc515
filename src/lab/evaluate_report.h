/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_LAB_EVALUATE_REPORT_H
#define DHF_LAB_EVALUATE_REPORT_H

#include <stddef.h>
#include <stdio.h>

struct tally;

/*
 * evaluate_report - an ended tally as dhf-test(1) prints it
 */

/* How many of the worst domains of each kind are shown. */
#define EVALUATE_REPORT_WORST 10

/* Tables for people. */
void evaluate_report_text(FILE *out, const struct tally *t);

/* One JSON object on one line; bad is the number of lines that could not be
 * evaluated. */
void evaluate_report_json(FILE *out, const struct tally *t, size_t bad);

#endif
