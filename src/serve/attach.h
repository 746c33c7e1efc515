/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_ATTACH_H
#define DHF_SERVE_ATTACH_H

#include <stdbool.h>
#include <uv.h>

#include "wire/letter.h"

/*
 * attach - a client goes on to dhf-relay(8), in a loop that never waits
 *
 * The token of wire/letter.h says who has it, whatever happens in between.
 */
#define ATTACH_MS 2000 /* for an answer */

struct attach;

struct attach_call {
	/* given: not a byte may be said to the client any more.  Else why, in
	 * a word or two, it has to be gone on with here. */
	void (*done)(void *arg, bool given, const char *why);
	void *arg;
};

/* Give the client on fd, which stays open, to the relay that listens at path,
 * by a letter of type LETTER_SUSPECT.  Returns what attach_end takes until
 * call->done is called; or NULL: it has not been given, *why is as above, and
 * done is not called. */
struct attach *attach_begin(uv_loop_t *loop, const char *path,
    const struct letter *l, int fd, const struct attach_call *call,
    const char **why);

/* Wait no longer.  False: the client has been given. */
bool attach_end(struct attach *a);

#endif
