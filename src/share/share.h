/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SHARE_SHARE_H
#define DHF_SHARE_SHARE_H

#include <stdbool.h>
#include <uv.h>

#include "share/share_terms.h"

struct err;
struct store;
struct storeplace;

/*
 * share - a store on a Redis or Valkey server, which several exchangers use
 *
 * Nothing ever waits for it longer than NODE_ANSWER_MS, and then nothing does
 * until it is there again: deeds end with an error at once.  Records go by the
 * server's own clock.  Keys begin with "dhf", the version of what records
 * hold, and ":".
 */
struct share;

struct share_options {
	const struct storeplace *place; /* copied */
	const char *secret; /* the password; copied; NULL: none */
	unsigned version;   /* of what records hold */
	/* Say a line, without newline, to whoever looks after the machine. */
	void (*tell)(void *arg, const char *line);
	void *arg;
};

/* Make ready.  NULL with *e: ERR_PERM if TLS is wanted and not there, else
 * ERR_TEMP. */
struct share *share_new(const struct share_options *o, struct err *e);

/* Connect, on a loop that outlives it. */
void share_start(struct share *s, uv_loop_t *loop);

/* The store as deeds see it while they run, and nobody else; borrowed. */
struct store *share_store(struct share *s);

const struct share_counts *share_counts(const struct share *s);

/* End all connections, as soon as the deeds that are under way are done: each
 * has its answers in NODE_ANSWER_MS, or fails.  The loop goes on until they are
 * closed.  May be repeated. */
void share_stop(struct share *s);

/* Release what was stopped, or never started.  NULL is fine. */
void share_free(struct share *s);

#endif
