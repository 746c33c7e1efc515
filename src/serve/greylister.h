/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_GREYLISTER_H
#define DHF_SERVE_GREYLISTER_H

#include <stdbool.h>
#include <stdint.h>

#include "state/greylist.h"

struct deed;
struct greenfile;
struct keeper;
struct settings;
struct statistics;

/*
 * greylister - the greylist for many at once: asked now, answered when the
 * store has, counted, and who came back written down
 */
struct greylister {
	struct greylist list;     /* as the rules set it */
	bool has_fresh;           /* list.fresh is filled */
	struct keeper *keeper;    /* borrowed, like the next */
	struct greenfile *green;
	struct statistics *count;
};

/* Take the settings; the store is the keeper's. */
void greylister_set(struct greylister *g, const struct settings *s);

/* Who wants to know; seconds is how long the client has to wait then. */
struct greylister_call {
	void (*told)(void *arg, enum greylist_answer answer, unsigned seconds);
	void *arg;
};

/* Ask for a client, which is copied.  Returns NULL if call->told was called,
 * else the deed that it waits for: a mail that the client has named is noted
 * even if that is cancelled. */
struct deed *greylister_ask(struct greylister *g,
    const struct greylist_client *client, const struct greylister_call *call);

/* Take note of the mail of a client that came at now_s, and waits, so that it
 * is let in where it comes again if this proves it; that is no question, and
 * told may be NULL. */
struct deed *greylister_note(struct greylister *g,
    const struct greylist_client *client, int64_t now_s,
    const struct greylister_call *call);

#endif
