/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPORT_ASJSON_H
#define DHF_REPORT_ASJSON_H

#include <stdio.h>

struct digest;

/*
 * asjson - a report as one JSON object, on one line
 *
 * dhf-report(1), JSON, says what its members are.
 */
void asjson_write(FILE *out, const struct digest *d);

#endif
