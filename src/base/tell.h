/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BASE_TELL_H
#define DHF_BASE_TELL_H

#include <stddef.h>
#include <stdint.h>

/*
 * tell - lines for the administrator, on the log
 *
 * Each is written at once and whole, or lost: a log that takes nothing must
 * not stop a daemon.
 */
#define TELL_LINE 1024 /* longest line; what is longer is cut */

struct tell {
	const char *program; /* stands before each line; borrowed */
	int fd;
	uint64_t lost;       /* lines since the last that was written */
};

/* Write a line of len bytes, its newline included, that says whose it is
 * itself. */
void tell_line(struct tell *t, const char *line, size_t len);

/* Write "PROGRAM: " and a line, the newline is added.  Bytes other than
 * printable ASCII become '?'.  For one thread. */
void tell(struct tell *t, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
