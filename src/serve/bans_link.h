/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_BANS_LINK_H
#define DHF_SERVE_BANS_LINK_H

#include <stdbool.h>
#include <uv.h>

#include "ban/record.h"

/*
 * bans_link - a connection to the ban helper, in a loop that never waits
 *
 * ban/client.h is the same for a program that can wait.
 */
struct bans_link;

struct bans_link_calls {
	void *arg;
	void (*answer)(void *arg, const struct ban_record *r);
	/* It is of no use any more, and to be closed.  why: of a word or two;
	 * NULL, it hung up. */
	void (*end)(void *arg, const char *why);
};

/* Connect to the helper at path.  Returns a link, or NULL with errno: EAGAIN,
 * too many wait for a helper that is stopped. */
struct bans_link *bans_link_open(uv_loop_t *loop, const char *path,
    const struct bans_link_calls *calls);

/* Send a question; false: close the link. */
bool bans_link_send(struct bans_link *link, const struct ban_record *r);

/* Hang up; NULL is closed. */
void bans_link_close(struct bans_link *link);

#endif
