/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_PLACES_H
#define DHF_SERVE_PLACES_H

#include <stddef.h>
#include <sys/types.h>
#include <uv.h>

#include "rule/listen.h"
#include "serve/bind.h"
#include "serve/listener.h"

struct err;
struct tell;

/*
 * places - all the sockets of a daemon, from the setting listen to their end
 */
#define PLACES_MAX 16

/* Longest name of a place in the log, NUL included: "dynawall ADDRESS". */
#define PLACE_NAME (LISTEN_PATH_SIZE + 16)

struct place_listens {
	struct listen at;
	char name[PLACE_NAME];
	int fd; /* owned until it listens on a loop */
	dev_t dev; /* of a UNIX socket, to tell ours from another of its path */
	ino_t ino;
	struct listener listener;
};

struct places {
	struct place_listens place[PLACES_MAX];
	size_t len;
};

/* What becomes of a client that has come to a place of each kind. */
struct places_calls {
	void *arg;
	void (*filter)(void *arg, int fd);
	void (*dynawall)(void *arg, int fd);
	void (*offences)(void *arg, int fd);
	void (*postfix)(void *arg, int fd);
	void (*metrics)(void *arg, int fd);
};

/* Bind all of the setting's places.  A group that may not be given to a socket
 * is told.  -1 with *e as bind_listen, and what was bound is closed and taken
 * away. */
int places_bind(struct places *p, const char *setting,
    const struct bind_owner *owner, struct tell *tell, struct err *e);

/* Accept clients.  -1 with *e ERR_TEMP, and all is closed as by places_close,
 * which may follow. */
int places_open(struct places *p, uv_loop_t *loop,
    const struct places_calls *calls, struct tell *tell, struct err *e);

/* Accept nobody any more, and take the paths away, as far as we may. */
void places_close(struct places *p);

#endif
