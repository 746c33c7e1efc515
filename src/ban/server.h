/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BAN_SERVER_H
#define DHF_BAN_SERVER_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "ban/admit.h"
#include "ban/record.h"
#include "base/callers.h"
#include "base/seldom.h"

struct err;
struct tell;

/*
 * server - the helper's socket: who asks, what is done, what is answered
 *
 * One loop over all clients.  Each has one question under way; while it does
 * not read its answer nothing more of it is read.  One listing at a time goes
 * on between the questions of others.  The log has a line for each change, and
 * once a second one for all that was refused.
 */
#define SERVER_CLIENTS 32

/* A client that does not take an answer for so long is left. */
#define SERVER_PATIENCE_MS 10000

/* What carries it out.  Each is called with arg. */
struct ban_backend {
	/* BAN_NEW, BAN_STANDS with r->seconds, BAN_FULL, or BAN_CANNOT with
	 * *e */
	enum ban_answer (*ban)(void *arg, struct ban_record *r, struct err *e);
	/* BAN_GONE, BAN_NONE, or BAN_CANNOT with *e */
	enum ban_answer (*unban)(void *arg, struct ban_record *r,
	    struct err *e);
	/* BAN_ENTRY with kind and seconds, BAN_NONE, or BAN_CANNOT with *e */
	enum ban_answer (*find)(void *arg, struct ban_record *r,
	    struct err *e);
	/* Begin a listing; BAN_ENTRY for each, BAN_END, or BAN_CANNOT; or give
	 * it up. */
	int (*list)(void *arg, struct err *e);
	enum ban_answer (*next)(void *arg, struct ban_record *r,
	    struct err *e);
	void (*list_end)(void *arg);
	/* Once a second.  Returns whether all bans were lost: then all clients
	 * are left, and whoever comes again says them again. */
	bool (*look)(void *arg, struct tell *t);
	/* When watch_fd, if it is not -1, can be read: read all of it. */
	void (*watch)(void *arg);
	int watch_fd;
	void *arg;
};

struct ban_client {
	int fd; /* -1: a free place */
	uid_t uid;
	bool waits;     /* answer[] is still to be sent ... */
	int64_t since_ms; /* ... since then */
	bool lists;     /* it gets the listing */
	uint32_t number; /* of its question */
	unsigned char answer[BAN_RECORD];
};

struct ban_server {
	int fd;                  /* listens; packets */
	struct tell *tell;       /* borrowed, as backend and its arg */
	const struct ban_backend *backend;
	struct callers callers;
	struct admit_bans admit;
	struct ban_client client[SERVER_CLIENTS];
	uint64_t refused[BAN_ANSWERS]; /* since the last line about it */
	uint64_t strangers;
	uid_t stranger;          /* the last of them */
	int shortage;            /* errno: nobody comes until it is looked */
	struct seldom short_of;  /* the line that says so */
	int64_t looked_ms;
};

/* Make it ready; fd, tell, backend, callers and admit.never are filled. */
void ban_server_init(struct ban_server *s);

/* Serve until *stop is set by a signal, which is let in while waiting only:
 * during is the mask for that.  -1 with *e ERR_TEMP if waiting fails. */
int ban_server_run(struct ban_server *s, const volatile sig_atomic_t *stop,
    const sigset_t *during, struct err *e);

/* Leave all clients. */
void ban_server_end(struct ban_server *s);

#endif
