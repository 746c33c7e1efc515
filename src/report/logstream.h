/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPORT_LOGSTREAM_H
#define DHF_REPORT_LOGSTREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "report/framing.h"

struct err;

/*
 * logstream - the lines of one log, compressed or not
 */
#define LOGSTREAM_HEAD 256 /* octets that tell one log from another */
#define LOGSTREAM_ROOM 262144

/* Called for each line, without its newline: len octets, of whole. */
typedef void logstream_line(void *arg, const char *line, size_t len,
    uint64_t whole);

/* Some 256 KiB: not for the stack. */
struct logstream {
	const char *name;    /* borrowed; for complaints */
	int file;            /* owned; the log as it lies there */
	int fd;              /* what is read: the same, or a pipe */
	pid_t child;         /* that unpacks it; 0: nobody */
	const char *program; /* whose name this is */
	dev_t dev;
	ino_t ino;
	off_t size;          /* of the file; 0: it is none */
	uint64_t at;         /* octets of content in whole lines so far */
	bool end;
	uint64_t cut;        /* octets of the line begun that are left out */
	size_t from, len;    /* of what is in room */
	char room[LOGSTREAM_ROOM];
};

/* Open the log at path, "-" is standard input.  -1 with *e: ERR_TEMP if it
 * can't be read, ERR_PERM if nothing here unpacks it; then nothing is open. */
int logstream_open(struct logstream *s, const char *path, struct err *e);

/* The first octets of the content, LOGSTREAM_HEAD or less if there are no more
 * yet; before anything else.  -1 with *e if they can't be read. */
int logstream_head(struct logstream *s, const char **head, size_t *len,
    struct err *e);

/* Pass over so many octets of content.  -1 with *e. */
int logstream_skip(struct logstream *s, uint64_t octets, struct err *e);

/* Read some lines; partial says that a last one without a newline is a line,
 * too.  1, 0 at the end, or -1 with *e. */
int logstream_read(struct logstream *s, bool partial, logstream_line *line,
    void *arg, struct err *e);

/* How far the file itself was read, of its size: for those who wait. */
off_t logstream_progress(const struct logstream *s);

/* Close it.  -1 with *e if who unpacks it failed. */
int logstream_close(struct logstream *s, struct err *e);

#endif
