/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_TESTS_UNIT_LIB_TELLER_H
#define DHF_TESTS_UNIT_LIB_TELLER_H

#include <stddef.h>

#include "replay/frame.h"
#include "replay/telling.h"

/*
 * teller - what a line of a log tells, as text
 *
 *	client 192.0.2.1 mx.example.org given: connection auth key=4ABC
 *
 * "nothing" or "odd" if that is all.
 */
struct teller_row {
	const char *line, *want;
};

/* Have each line read, behind a time and a host. */
void teller_check(const struct teller_row *row, size_t count);

#endif
