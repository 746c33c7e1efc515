/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_RELAY_SPAWN_H
#define DHF_RELAY_SPAWN_H

#include <stddef.h>
#include <sys/types.h>

struct err;
struct quiet;

/*
 * spawn - the server behind a relay: a child with a pipe on 0 and on 1
 *
 * We are its parent, and not it ours: whoever started us counts us, and the
 * server has no child that it did not start.
 */

/* What is run; all borrowed. */
struct spawn_program {
	const char *path;
	char *const *argv;
	char **env;
	/* Called in the child before it is run; NULL: nothing is. */
	void (*before)(void *arg);
	void *arg;
};

struct spawn {
	pid_t pid; /* 0: none runs that is not waited for */
	int to, from; /* our ends, which never wait; -1: closed */
};

/* Start it, with the signals as *q keeps them, or as they are if it is NULL.
 * A program that cannot be run ends with status 111.  Returns 0, or -1 with *e
 * ERR_TEMP, and nothing open. */
int spawn_begin(struct spawn *s, const struct spawn_program *p,
    const struct quiet *q, struct err *e);

/* Nothing more for it to read, and nobody who reads it. */
void spawn_close(struct spawn *s);

/* Wait for its end. */
void spawn_wait(struct spawn *s);

/* Close, and end it: it has not even greeted.  Waits a second at most. */
void spawn_dismiss(struct spawn *s);

#endif
