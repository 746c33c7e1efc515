/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPORT_STATEFILE_H
#define DHF_REPORT_STATEFILE_H

struct counts;
struct err;
struct positions;

/*
 * statefile - what one run leaves for the next: how far logs were read, and the
 * numbers so far
 *
 * Text, of which the first line says what it is.  It is replaced whole, so that
 * a run that is killed leaves what the one before it left.
 */

/* Read the file at path; one that is not there is an empty one.  -1 with *e:
 * ERR_TEMP if it can't be read, ERR_PERM if it is none of ours. */
int statefile_read(const char *path, struct positions *p, struct counts *c,
    struct err *e);

/* Replace it.  -1 with *e as replace_file, or ERR_TEMP if memory ran out. */
int statefile_write(const char *path, const struct positions *p,
    const struct counts *c, struct err *e);

#endif
