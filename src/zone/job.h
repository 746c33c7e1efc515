/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_ZONE_JOB_H
#define DHF_ZONE_JOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "state/offender.h"

struct err;
struct format;
struct terms;

/*
 * job - a list is made from what is known now, and written
 */
#define JOB_NEVER_MAX 16

/* Files are names, "-" being standard input; all borrowed. */
struct job {
	const char *dump;     /* NULL: ask the daemon at socket */
	const char *socket;
	const char *file;     /* to write to; NULL: standard output */
	const char *transfer; /* what the zone holds, for changes to it; NULL:
	                       * nothing */
	const char *never[JOB_NEVER_MAX]; /* files of networks */
	size_t nevers;
	const char *resolvers;            /* as /etc/resolv.conf */
	const char *text;                 /* template: zone/template.h */
	unsigned char value[OFFENDER_KINDS];
	unsigned kinds;       /* those that are listed: bit n, kind n */
	bool force;           /* whatever becomes of the old list */
	const struct format *format;
	const struct terms *terms;        /* but serial and now_s */
};

enum job_answer {
	JOB_DONE,
	JOB_REFUSED, /* *e says why: an entry must never be listed, or too
	              * much of the old list would be lost; it stays */
	JOB_FAILED   /* with *e; the old list stays */
};

enum job_answer job_run(const struct job *job, int64_t now_s, struct err *e);

/* Is a file name that of standard input? */
bool job_is_stdin(const char *name);

#endif
