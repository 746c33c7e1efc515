/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_ZONE_INTAKE_H
#define DHF_ZONE_INTAKE_H

#include <stdbool.h>
#include <stdint.h>

#include "state/offender.h"

struct entries;
struct err;
struct format;
struct never;

/*
 * intake - the offenders of a dump become entries
 */
struct intake {
	const char *name;                     /* of the dump; all borrowed */
	bool ends;      /* with a line of the daemon's: zone/daemon.h */
	const char *text;                     /* template: zone/template.h */
	unsigned char value[OFFENDER_KINDS];  /* N of 127.0.0.N */
	unsigned kinds; /* those that are taken: bit n, kind n */
	const struct format *format;          /* that has to hold them */
	const struct never *never;            /* settled */
	int64_t now_s;
};

enum intake_answer {
	INTAKE_READ,
	INTAKE_NEVER, /* one must never be listed: *e says which */
	INTAKE_FAILED /* ERR_PERM: it is no dump, a line is wrong, or it ends
	               * within a line; ERR_TEMP: it can't be read, or is not
	               * whole because of the daemon */
};

/* Read a dump from fd to its end, and sort.  Whose time is over is noted as
 * expired; addresses of a family that the format does not have are left out.
 * *out, empty at first, is to be freed whatever the answer. */
enum intake_answer intake_read(struct entries *out, const struct intake *in,
    int fd, struct err *e);

#endif
