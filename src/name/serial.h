/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_NAME_SERIAL_H
#define DHF_NAME_SERIAL_H

#include <stddef.h>

#include "name/embedded.h"

/*
 * serial - labels that count, or are like serial numbers: nobody chose them
 */
enum serial_kind {
	SERIAL_NONE,
	SERIAL_NUMBER, /* four digits or more in a label */
	SERIAL_PORT,   /* numbers behind letters in two places, one of them the
	                  first label, such as ports of a concentrator:
	                  p33-ipad6town, d17.ras4 */
	SERIAL_LONG,   /* five or more in a row behind letters, or eight */
	SERIAL_RANDOM  /* letters and digits as if thrown with dice, or a
	                  hardware address at the end of them */
};

/* Look at the labels of the first len bytes of a name; the strongest kind,
 * and where it is to *out unless SERIAL_NONE. */
enum serial_kind serial_find(struct span *out, const char *name, size_t len);

#endif
