/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPORT_COUNTKEEP_H
#define DHF_REPORT_COUNTKEEP_H

struct buf;
struct counts;
struct err;

/*
 * countkeep - numbers for Prometheus, kept from one run to the next
 *
 * Lines of words and numbers in the order of serve/counts_table.h:
 *
 *	rule OWN LABEL N...	verdicts and watch by source and action, marks
 *	list ZONE N...		answers by result
 *	source NAME N...	notes and faults
 *	all N LAST DB		lines unreadable, last time, last rules
 *
 * A reader takes fewer numbers in a line, and the others are 0.
 */
void countkeep_write(struct buf *out, const struct counts *c);

/* Take a line of these into counts that began empty.  -1 with *e ERR_PERM if it
 * is none. */
int countkeep_read(struct counts *c, const char *line, struct err *e);

#endif
