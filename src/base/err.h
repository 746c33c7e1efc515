/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BASE_ERR_H
#define DHF_BASE_ERR_H

#include <stdbool.h>

/*
 * err - what went wrong, and whether waiting can cure it
 *
 * The caller owns the struct; a callee that fails fills it and returns -1.
 * The class travels with the failure because the exit status (100 or 111)
 * and the SMTP reply (5xx or 4xx) hang on it.
 */
enum err_class {
	ERR_NONE,
	ERR_TEMP, /* may pass by itself: memory, descriptors, I/O */
	ERR_PERM  /* will not: usage, environment, rules, file format */
};

struct err {
	enum err_class class;
	int sys;       /* the errno it tells of, 0: none */
	char msg[384]; /* one line without newline; cut if longer */
};

/* Fill *e and return -1, so that failing takes one line at its place:
 *	return err_temp(e, errno, "open %s", path);
 * If sys is not 0, ": " and strerror(sys) are appended. */
int err_temp(struct err *e, int sys, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
int err_perm(struct err *e, int sys, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Fill *e as ERR_TEMP with "out of memory" and return -1. */
int err_memory(struct err *e);

/* Whether it passes by itself even if a name in a file led to it: it is
 * temporary, and no file is missing or forbidden. */
bool err_passes(const struct err *e);

/* Make the message fit for a terminal and for one line, whatever input it
 * quotes: bytes other than printable ASCII become \ooo in octal, and what has
 * no room then is cut. */
void err_escape(struct err *e);

/* Write "PROGRAM: " and the message, made fit so, to standard error, behind
 * what waits for standard output.  Returns the exit status. */
int err_complain(struct err *e, const char *program);

/* Exit status for *e as djb's tools use it: 0, 100 (perm) or 111 (temp). */
int err_status(const struct err *e);

#endif
