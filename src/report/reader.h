/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPORT_READER_H
#define DHF_REPORT_READER_H

#include <stddef.h>
#include <stdint.h>

struct census;
struct counts;
struct err;
struct logfiles;
struct positions;
struct progress;

/*
 * reader - all logs, line by line, to whoever counts
 */
struct reader {
	/* whoever reads sets these; borrowed */
	struct census *census;
	struct counts *counts;       /* NULL: nobody wants them */
	struct positions *positions; /* NULL: all is read, from the beginning */
	struct progress *progress;
	void (*complain)(void *arg, struct err *e); /* and go on */
	void *arg;

	size_t files;    /* that were read, or had nothing new */
	size_t failed;   /* that could not be read to their end */
	uint64_t octets; /* of content */
	uint64_t done;   /* of the files, those before the one now read */
};

/* Read them.  Returns 0, or -1 with *e ERR_TEMP if memory ran out; of a log
 * that can't be read the caller hears by complain, and the others are read. */
int reader_run(struct reader *r, const struct logfiles *logs, struct err *e);

#endif
