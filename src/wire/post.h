/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_WIRE_POST_H
#define DHF_WIRE_POST_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "wire/letter.h"

/*
 * post - letters to the daemon, and its answers, for whoever can wait
 *
 * Nothing here lasts longer than its time.  Not there, not allowed, too busy
 * and too slow are one case: it fails.
 */
struct post {
	const char *path;    /* of the daemon's socket; borrowed */
	unsigned timeout_ms; /* of each call */
	int fd;              /* owned; -1: not connected */
};

/* Where an answer stands; it is the caller's, for its size. */
struct post_room {
	unsigned char data[LETTER_MAX];
};

/* Descriptors that go with a letter. */
struct post_fds {
	int fd[LETTER_FDS];
	size_t count;
};

/* sendmsg(2) once, on a socket that does not wait: octets, with *fds if not
 * NULL. */
ssize_t post_write(int fd, void *data, size_t len, const struct post_fds *fds);

/* Send *l, with *fds if not NULL, connecting first if need be.  False, and the
 * connection is ended, if it is not sent whole in time. */
bool post_send(struct post *p, const struct letter *l,
    const struct post_fds *fds);

/* The same, then wait for an answer, which borrows from *room. */
bool post_ask(struct letter *answer, struct post_room *room, struct post *p,
    const struct letter *l, const struct post_fds *fds);

/* Hang up. */
void post_end(struct post *p);

#endif
