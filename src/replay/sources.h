/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPLAY_SOURCES_H
#define DHF_REPLAY_SOURCES_H

#include <stddef.h>
#include <stdint.h>

#include "report/logfiles.h"
#include "report/logstream.h"

/*
 * sources - the logs that were named, in the order of their first times
 *
 * A message may come in one file and be delivered in the next: files are read
 * as they were written, whatever their order on the command line.
 */
struct source {
	const char *path;  /* in files */
	int64_t first_s;   /* of its first line; INT64_MAX: it says none */
	struct logstream *kept; /* owned; standard input, which can't be opened
	                      again; else NULL */
};

struct sources {
	struct logfiles files;
	struct source *source; /* owned */
	size_t len;
};

/* Find all logs of these names, which end in NULL; without any, standard
 * input.  *s is all zero, to be freed in any case.  -1 with *e if one can't be
 * read. */
int sources_find(struct sources *s, char *const log[], int64_t now_s,
    struct err *e);

/* Have each line of all taken, once.  -1 with *e if one can't be read. */
int sources_read(struct sources *s, logstream_line *line, void *arg,
    struct err *e);

void sources_free(struct sources *s);

#endif
