/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BASE_RECEIPT_READ_H
#define DHF_BASE_RECEIPT_READ_H

#include "base/receipt.h"

struct err;

/*
 * receipt_read - a receipt as people type it
 *
 * Capitals or not, with dashes, blanks and brackets or without, or as a log has
 * it, why=1EQY354D9E3K; O is read as 0, I and L as 1.
 */

/* Read it, and write it without dashes to canon.  -1 with *e ERR_PERM, which
 * says what is typed wrong, and near which characters if that can be known;
 * the outputs are unchanged then.  A receipt of later than now_s is none: one
 * mistake of 32 escapes the check. */
int receipt_read(struct receipt *out, char canon[RECEIPT_SIZE],
    const char *text, int64_t now_s, struct err *e);

/* When the minute begins, seconds since 1970. */
int64_t receipt_time(const struct receipt *r);

#endif
