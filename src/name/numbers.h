/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_NAME_NUMBERS_H
#define DHF_NAME_NUMBERS_H

#include <stddef.h>

#include "name/embedding.h"

/*
 * numbers - rows of numbers that could be octets, whoever's
 *
 * A client behind many addresses, or one whose address is not known, has a
 * name with an address all the same: "74-220-228-170.example.net".
 */
enum numbers_kind {
	NUMBERS_NONE,
	NUMBERS_TWO,   /* two of them, each of two digits or three */
	NUMBERS_THREE,
	NUMBERS_FOUR   /* a whole address */
};

/* Look for numbers from 0 to 255 with one "-", ".", "_" or "x" between two of
 * them, or four of three digits in one, in the first len bytes of a name; the
 * longest row, and where it is to *out unless NUMBERS_NONE. */
enum numbers_kind numbers_find(struct span *out, const char *name, size_t len);

#endif
