/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_NAME_SERIAL_H
#define DHF_NAME_SERIAL_H

#include <stddef.h>

#include "name/embedded.h"

/*
 * serial - labels like serial numbers, that nobody chose
 */
enum serial_kind {
	SERIAL_NONE,
	SERIAL_NUMBER, /* four digits or more in a label */
	SERIAL_LONG,   /* eight or more in a row */
	SERIAL_RANDOM  /* letters and digits as if thrown with dice */
};

/* Look at the labels of the first len bytes of a name; the strongest kind,
 * and where it is to *out unless SERIAL_NONE. */
enum serial_kind serial_find(struct span *out, const char *name, size_t len);

#endif
