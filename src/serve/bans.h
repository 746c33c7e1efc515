/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_BANS_H
#define DHF_SERVE_BANS_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "serve/bans_due.h"
#include "serve/bans_news.h"

struct deed;
struct keeper;
struct ledger;
struct statistics;
struct tell;

/*
 * bans - the ban helper hears whom the ledger wants dropped, and whom no more
 *
 * One question at a time is under way, and nothing ever waits for it: a helper
 * that is not there, stopped, busy or full delays the kernel's knowledge and
 * nothing else.  It is told of all again when it comes back, since it, or the
 * kernel, may have forgotten.
 */
#define BANS_RETRY_MS 1000      /* to connect again, then twice as long ... */
#define BANS_RETRY_MAX_MS 4000 /* ... up to this */
#define BANS_BUSY_MS 50         /* to ask a busy helper again */
#define BANS_FULL_MS 60000      /* to ask one again that has no room */
#define BANS_SILENT_MS 10000    /* without an answer the log hears of it */

struct bans_link; /* a connection */

struct bans {
	uv_loop_t *loop;   /* borrowed, like the next */
	struct tell *tell;
	const struct ledger *ledger;
	struct keeper *keeper; /* of its store */
	struct statistics *count;
	const char *path;  /* of the helper's socket; "": there is none */
	struct bans_due due;
	struct bans_news news;
	struct bans_link *link; /* NULL: none is there */
	uv_timer_t timer;
	bool runs;         /* timer is one */
	bool hello;        /* the first answer is still to come */
	bool asked;        /* an answer is */
	struct deed *deed; /* the ledger's answer is, or NULL */
	bool held;         /* it was busy: ask about the same one again */
	bool there_told, away_told, silent_told, wrong_told;
	struct ip ip;      /* of the question, or whom held means */
	uint32_t number;
	unsigned retry_ms;
};

/* Begin on the loop; the caller has filled what is borrowed, and path. */
void bans_start(struct bans *b);

/* The ledger has changed about an address. */
void bans_changed(struct bans *b, const struct ip *ip);

/* It may have changed about many. */
void bans_changed_all(struct bans *b);

/* Ask no more. */
void bans_stop(struct bans *b);

#endif
