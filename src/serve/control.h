/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_CONTROL_H
#define DHF_SERVE_CONTROL_H

#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

#include "base/seldom.h"

struct bans;
struct keeper;
struct ledger;
struct tell;

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
#define CONTROL_SESSIONS 8
#define CONTROL_SILENT_MS 5000 /* to say what is wanted */
#define CONTROL_IDLE_MS 60000  /* to go on */
#define CONTROL_LINE 2048 /* longest line that may come, its end included */

struct control_session;

struct control {
	uv_loop_t *loop;       /* borrowed, like the next */
	struct keeper *keeper; /* of the store */
	const struct ledger *ledger; /* who is no offender; NULL: see load */
	struct tell *tell;
	struct bans *bans;     /* NULL: none */
	uv_timer_t timer;
	struct control_session *first;
	unsigned sessions;
	unsigned silent_ms; /* CONTROL_SILENT_MS */
	struct seldom full; /* the line that all places are taken */
	bool closing;
};

/* Make ready on a loop that outlives it; the caller has filled keeper. */
void control_init(struct control *c, uv_loop_t *loop);

/* Somebody has connected: fd, without waiting, is ours.  Others than root and
 * the user of this process are shut out. */
void control_come(struct control *c, int fd);

/* End all sessions; control_come closes what it gets. */
void control_close(struct control *c);

#endif
