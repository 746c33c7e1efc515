/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_WATCH_FOLLOW_H
#define DHF_WATCH_FOLLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct err;

/*
 * follow - the lines of a file that grows, is moved away and begins anew
 *
 * When nothing more comes and the path leads to another file, or the file has
 * become shorter, the other one is read from its beginning.
 */

/* Longer lines are cut here, and the rest of them is skipped. */
#define FOLLOW_LINE_MAX 16384

struct follow {
	const char *path; /* borrowed */
	int fd;           /* owned; -1: there is no such file now */
	dev_t dev;
	ino_t ino;
	off_t at;         /* how far it was read */
	size_t len;       /* of the line begun */
	bool skipping;    /* the rest of a long line */
	char line[FOLLOW_LINE_MAX];
};

/* Called for each line, without its newline. */
typedef void follow_line(void *arg, const char *line, size_t len);

/* Begin with the file at path; from its end, or its beginning.  One that is
 * not there yet may come.  Returns 0, or -1 with *e if it can't be read. */
int follow_begin(struct follow *f, const char *path, bool from_end,
    struct err *e);

/* Begin with a descriptor, which is not followed: what it has is all. */
void follow_begin_fd(struct follow *f, int fd);

enum follow_answer {
	FOLLOW_MORE,  /* something was read: call again */
	FOLLOW_END,   /* nothing is there now */
	FOLLOW_FAILED /* *e is ERR_TEMP */
};

/* Read some of what is there. */
enum follow_answer follow_read(struct follow *f, follow_line *line, void *arg,
    struct err *e);

/* The end of input: a line begun is a line.  Closes the file, and path and fd
 * are those of no file. */
void follow_end(struct follow *f, follow_line *line, void *arg);

#endif
