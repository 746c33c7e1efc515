/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_LAB_WHY_TODAY_H
#define DHF_LAB_WHY_TODAY_H

#include <stddef.h>
#include <stdint.h>

#include "policy/decide.h"
#include "policy/lookup.h"
#include "policy/session.h"
#include "replay/hearsay.h"
#include "replay/noted.h"

struct err;
struct library;

/*
 * why_today - what the rules of today say about a client of a log
 *
 * The evidence is that of the line: DNS is never asked, and what the line does
 * not tell is unknown.
 */
struct why_today {
	struct evidence ev;
	struct verdict verdict;
	struct client client; /* borrows from the others, and from the line */
	struct lookup lookup;
	struct hearsay hearsay;
	struct session_room room;
	char lists[NOTED_SIZE];
	char helo[256], sender[400], rcpt[400];
};

/* Judge the client of a line at now_s, and show the walk.  Returns 1, or 0 if
 * the line tells of no client, or -1 with *e as decide.  *t is to stay where it
 * is while it is used. */
int why_today(struct why_today *t, const struct library *lib, const char *line,
    size_t len, int64_t now_s, const struct decide_viewer *viewer,
    struct err *e);

#endif
