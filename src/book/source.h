/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BOOK_SOURCE_H
#define DHF_BOOK_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "book/diag.h"

struct arena;
struct err;

/*
 * source - a text file as logical lines
 *
 * CR LF ends a line like LF, and so does CR alone, but in tables of Postfix.
 * A byte order mark of UTF-8 is no part of the text.  What joins physical
 * lines to a logical one depends on the format; the newline between them stays
 * in the text and counts as a blank, so that columns remain true.
 */
enum source_join {
	SOURCE_PLAIN,     /* one line is one line */
	SOURCE_BACKSLASH, /* a backslash at the end joins the next (ours) */
	SOURCE_INDENT     /* a line that begins with a blank continues the one
	                     before; empty lines and comments, from "#" as the
	                     first byte that is no blank, are as if they were
	                     not there, also between the two (Postfix) */
};

struct source {
	const char *name; /* as the user wrote it; borrowed from the arena */
	char *text;       /* borrowed from the arena; NUL-terminated */
	size_t len, at;   /* bytes in all, and handed out */
	unsigned line;    /* of the next line, from 1 */
	dev_t dev;        /* which file it is */
	ino_t ino;
};

struct line {
	char *text;   /* NUL-terminated, no newline at the end; borrowed */
	struct place place; /* of text[0] */
};

/* Largest file that is read: 256 MiB. */
#define SOURCE_MAX ((size_t)256 << 20)

/* Read the file at path, of any bytes, into the arena.  Returns 0, or -1 with
 * *e ERR_TEMP (I/O, memory) or ERR_PERM (too large, not a file). */
int source_read(struct source *s, struct arena *a, const char *path,
    struct err *e);

/* The same for a text: a NUL byte in it, or UTF-16, is ERR_PERM. */
int source_open(struct source *s, struct arena *a, const char *path,
    struct err *e);

/* The path of a file that is named in file: an absolute one as it is, else in
 * the folder of file.  Borrowed from the arena; NULL if memory ran out. */
const char *source_beside(struct arena *a, const char *file, const char *path);

/* The same from the root, for a setting that is read in another folder.  As
 * source_beside has it if the folder that we are in is nowhere, or its name is
 * none that a setting may have. */
const char *source_from_root(struct arena *a, const char *file,
    const char *path);

/* The next logical line; false at the end of the file. */
bool source_line(struct source *s, enum source_join join, struct line *out);

/* The place of byte p of the line's text. */
struct place line_place(const struct line *l, const char *p);

/* True for blank, tab and the newline inside a joined line. */
bool line_blank(char c);

/* The first byte of p that is no blank. */
char *line_skip(char *p);

/* Cut blanks at the end of text. */
void line_trim(char *text);

/* Make one blank of each place where lines were joined, for showing. */
void line_unfold(char *text);

#endif
