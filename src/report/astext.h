/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPORT_ASTEXT_H
#define DHF_REPORT_ASTEXT_H

#include <stdio.h>

struct digest;

/*
 * astext - a report for a terminal or a mail: 80 columns, printable ASCII
 */
void astext_write(FILE *out, const struct digest *d);

#endif
