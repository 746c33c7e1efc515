/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_LANG_DIAG_H
#define DHF_LANG_DIAG_H

#include <stddef.h>
#include <stdio.h>

/*
 * diag - what is wrong with a rule file, told to the person who wrote it
 *
 * One line each: "file:line:column: message, and what to do", a warning with
 * "warning: " before the message.  Bytes of the file that are not printable
 * ASCII come out as '?'.
 */
struct place {
	const char *file; /* borrowed */
	unsigned line, column; /* from 1 */
};

struct diag {
	FILE *out;               /* borrowed */
	size_t errors, warnings; /* counted so far */
};

/* What became of reading something. */
enum parse_answer {
	PARSE_OK,
	PARSE_WRONG, /* what the user wrote; reported already */
	PARSE_FAILED /* memory or I/O; *e is filled */
};

void diag_error(struct diag *d, const struct place *at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void diag_warn(struct diag *d, const struct place *at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

#endif
