/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BASE_LINES_H
#define DHF_BASE_LINES_H

#include <stddef.h>
#include <stdio.h>

struct err;

/*
 * lines - a file that is answered line by line
 */
struct lines {
	const char *program; /* for complaints; all borrowed */
	const char *name;    /* of the file */
	FILE *in;
	/* One line, len bytes with its newline, may be changed; -1 with *e if
	 * it is wrong. */
	int (*answer)(void *arg, char *line, size_t len, struct err *e);
	void *arg;
	size_t bad;          /* set: lines that were wrong */
};

/* Answer every line, without the byte order mark of UTF-8 that may stand before
 * the first, and complain about the wrong ones on standard error:
 * "PROGRAM: FILE:LINE: ...".  Returns the exit status: 0, or that of the
 * wrong lines, 111 before 100; or -1 with *e ERR_TEMP if the file can't be
 * read. */
int lines_answer(struct lines *l, struct err *e);

/* How long the byte order mark of UTF-8 is that text begins with, or 0.  Some
 * editors put it before the first line of a file; it is no part of the line. */
size_t lines_mark(const char *text);

#endif
