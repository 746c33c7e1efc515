/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_LISTENER_H
#define DHF_SERVE_LISTENER_H

#include <stdbool.h>
#include <uv.h>

struct err;
struct tell;

/*
 * listener - clients of one socket, as they come
 *
 * Where descriptors or memory run out, nobody is accepted for a while, so that
 * those who are there are served and the processor is not busy with failing.
 * Clients wait in the kernel's queue meanwhile.
 */
#define LISTENER_PAUSE_MS 100

struct listener {
	uv_poll_t poll;
	uv_timer_t pause;
	int fd;      /* owned */
	bool short_of; /* something ran out, and that has been told */
	const char *name;  /* for the log; borrowed, like the next */
	struct tell *tell;
	/* A client, its descriptor close-on-exec and without waiting, the
	 * callee's to close. */
	void (*come)(void *arg, int fd);
	void *arg;
	void (*closed)(void *arg); /* of listener_close; may be NULL */
	unsigned open;
};

/* Accept at fd, which listens and is ours from now on, until listener_close.
 * The caller has filled name, tell, come and arg.  -1 with *e ERR_TEMP, and
 * fd is closed. */
int listener_open(struct listener *l, uv_loop_t *loop, int fd, struct err *e);

/* Accept nobody any more.  closed(arg) is called when *l may be reused. */
void listener_close(struct listener *l);

#endif
