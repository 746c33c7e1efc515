/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_TESTS_UNIT_LIB_RECEIPTS_H
#define DHF_TESTS_UNIT_LIB_RECEIPTS_H

#include <stddef.h>

/*
 * receipts - replies whose receipts differ each time
 */

/* A text with the first receipt in it, of the form [1EQY-354D-9E3K], as [W]; a
 * copy that the next call overwrites, at most 4095 bytes of it. */
const char *receipts_hide(const char *text);

/* Whether a log line ends with the receipt that the reply shows. */
int receipts_agree(const char *reply, const char *line, size_t line_len);

#endif
