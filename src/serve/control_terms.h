/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_CONTROL_TERMS_H
#define DHF_SERVE_CONTROL_TERMS_H

#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

#include "base/seldom.h"

struct bans;
struct keeper;
struct ledger;
struct tell;

/*
 * control_terms - what the sessions of control have in common
 */
#define CONTROL_SESSIONS 8
#define CONTROL_SILENT_MS 5000 /* to say what is wanted */
#define CONTROL_IDLE_MS 60000  /* to go on */
#define CONTROL_LINE 2048 /* longest line that may come, its end included */

struct control_session;

struct control {
	uv_loop_t *loop;       /* borrowed, like the next */
	struct keeper *keeper; /* of the store */
	const struct ledger *ledger; /* who is no offender; NULL: see load */
	struct tell *tell;
	struct bans *bans;     /* NULL: none */
	uv_timer_t timer;
	struct control_session *first;
	unsigned sessions;
	unsigned silent_ms; /* CONTROL_SILENT_MS */
	struct seldom full; /* the line that all places are taken */
	bool closing;
};

#endif
