/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_LAB_PRINTABLE_H
#define DHF_LAB_PRINTABLE_H

#include <stdio.h>

/* Print text with '?' for what is not printable ASCII. */
void printable_put(FILE *out, const char *text);

#endif
