/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPORT_PROGRESS_H
#define DHF_REPORT_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * progress - on a terminal, how far a long run has come
 *
 * Silent for PROGRESS_SILENT_MS, so that a short run says nothing, then one
 * line that is written over, and wiped in the end.
 */
#define PROGRESS_SILENT_MS 2000
#define PROGRESS_EVERY_MS 200

/* All bytes zero, but for the first three, is silent at first. */
struct progress {
	int fd;            /* of the terminal; -1: there is none */
	int64_t began_ms;  /* of fd_now_ms */
	uint64_t total;    /* octets; 0: nobody knows */
	int64_t told_ms;
	bool shown;
};

/* So many octets and lines are done. */
void progress_tell(struct progress *p, int64_t now_ms, uint64_t done,
    uint64_t lines);

/* Wipe the line. */
void progress_end(struct progress *p);

#endif
