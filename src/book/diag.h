/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BOOK_DIAG_H
#define DHF_BOOK_DIAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "book/fold.h"

/*
 * diag - what is wrong with a rule file, told to the person who wrote it
 *
 * One line each: "file:line:column: message, and what to do", a warning with
 * "warning: " before the message.  Bytes of the file that are not printable
 * ASCII come out as '?'.  Warnings of an imported file are told at the end, of
 * each kind the first and how many more there are.
 */
struct place {
	const char *file; /* borrowed */
	unsigned line, column; /* from 1 */
};

struct diag {
	FILE *out;               /* borrowed */
	size_t errors, warnings; /* counted so far */
	struct {
		bool on;           /* errors are noted here instead */
		size_t lines;      /* that had one, so far */
		struct place first;
		struct place last; /* of the line noted last */
		char why[256];     /* of the first, cut */
	} skip;
	struct fold fold; /* owned; warnings of imported files */
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

/* Warnings of this file are kept until diag_end, those with one fmt as one.
 * Until then file, their fmt and the files of their places are borrowed. */
void diag_import(struct diag *d, const char *file);

/* Tell what was kept, and release it.  May be repeated. */
void diag_end(struct diag *d);

/* From here on a line of the file being read that has an error is left out by
 * the reader, and is no error. */
void diag_skip_begin(struct diag *d);

/* Warn once of the lines that were left out since diag_skip_begin, if any.
 * May be repeated. */
void diag_skip_end(struct diag *d);

#endif
