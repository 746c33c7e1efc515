/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPLAY_PRINTED_H
#define DHF_REPLAY_PRINTED_H

#include <stdint.h>
#include <stdio.h>

/*
 * printed - numbers and strange text, for people
 */
#define PRINTED_SIZE 28  /* of a number */
#define PRINTED_ENTRY 320 /* of a client, NAME/IP */

/* Write a count as "1,204,331".  Returns out. */
const char *printed_count(char out[PRINTED_SIZE], uint64_t n);

/* Print text with '?' for what is not printable ASCII; and the same with
 * blanks behind it up to a width. */
void printed_text(FILE *out, const char *text);
void printed_column(FILE *out, const char *text, int width);

#endif
