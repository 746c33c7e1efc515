/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_CONTROL_H
#define DHF_SERVE_CONTROL_H

#include "serve/control_terms.h"

/*
 * control - what the administrator asks a daemon about its store
 *
 * A line comes, an answer goes, and the connection ends:
 *
 *	dump		every record, a line each
 *	load		such lines follow, to the end of what comes
 *	state KEY	what is known of a key or an address
 *	forget ADDRESS	nothing is held against it any more
 *
 * A load that leaves out offenders says so in a line.  The last line of an
 * answer is ". ok", ". none", ". temp WHY" or ". perm WHY";
 * no other begins so.  Nobody else is kept waiting by a long answer: it goes in
 * pieces.
 */

/* Make ready on a loop that outlives it; the caller has filled keeper. */
void control_init(struct control *c, uv_loop_t *loop);

/* Somebody has connected: fd, without waiting, is ours.  Others than root and
 * the user of this process are shut out. */
void control_come(struct control *c, int fd);

/* End all sessions; control_come closes what it gets. */
void control_close(struct control *c);

#endif
