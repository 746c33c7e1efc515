/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_ENDING_H
#define DHF_SERVE_ENDING_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

/*
 * ending - a loop that was told to end, and does not
 *
 * libuv waits for ever, with all signals blocked, if one of its own pipes
 * fails; so a thread of its own looks at the clock.  What comes behind the
 * loop, such as the last records on a slow disk, has all the time it needs.
 */
struct ending {
	uv_thread_t thread;
	uv_mutex_t mutex;
	uv_cond_t changed;
	bool watching, over; /* over: by mutex */
	uint64_t end_ns;     /* by uv_hrtime */
	const char *note;    /* borrowed */
};

/* The loop has to end within so many milliseconds, or note goes to descriptor 2
 * and the process ends with status 111.  All zero before.  Without memory for
 * the thread it ends as it can. */
void ending_begin(struct ending *e, unsigned within_ms, const char *note);

/* It has ended.  Also without ending_begin. */
void ending_over(struct ending *e);

#endif
