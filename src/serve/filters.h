/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_FILTERS_H
#define DHF_SERVE_FILTERS_H

#include "serve/filters_terms.h"

struct err;

/*
 * filters - sessions with filters: letters come, answers go
 *
 * What a letter says is done by the callbacks; here stands who may write one,
 * how it is cut into packets, which descriptors come with it, and that exactly
 * one has the client in the end.  Nothing is trusted: whoever writes what is
 * no letter loses his session, and no other.
 */
#define FILTERS_SILENT_MS 5000 /* for the first byte */
#define FILTERS_PART_MS 10000 /* for a letter that has begun */
#define FILTERS_IDLE_MS 60000 /* between letters */

/* Make ready on a loop; all that is borrowed outlives it.  -1 with *e
 * ERR_TEMP. */
int filters_init(struct filters *f, uv_loop_t *loop, struct err *e);

/* A filter has connected: fd, without waiting, is ours. */
void filters_come(struct filters *f, int fd);

/* End all sessions, and take no more: filters_come closes what it gets. */
void filters_close(struct filters *f);

#endif
