/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_WIRE_TOKEN_H
#define DHF_WIRE_TOKEN_H

#include <stdbool.h>

/*
 * token - a pipe with one byte in it: whoever reads that has the client
 *
 * The reading end goes over with the client's descriptors; the writing end is
 * closed.  See wire/letter.h.
 */

/* Make one.  Its reading end, the caller's, is close-on-exec, never 0, 1 or 2,
 * and does not wait; or -1. */
int token_make(void);

/* Read the byte.  False: somebody has. */
bool token_take(int token);

#endif
