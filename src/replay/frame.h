/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPLAY_FRAME_H
#define DHF_REPLAY_FRAME_H

#include <stdbool.h>
#include <stdint.h>

#include "replay/text.h"

/*
 * frame - what whoever keeps a log writes before a line
 *
 *	Nov 29 10:00:00 mx postfix/smtpd[71]: connect from ...
 *	@400000006723a1b02d8f5a3c tcpserver: ok 71 ...
 *	2026-11-29 10:00:00 +0100 [71] 1vPabc-000000001xy-1Abc <= ...
 *
 * The last is Exim's own, and names nobody.
 */
#define FRAME_NO_TIME INT64_MIN

struct frame {
	int64_t at_s;         /* FRAME_NO_TIME: the line does not say */
	struct text host;     /* "": not said, like the next */
	struct text program;  /* "postfix", of "postfix/submission/smtpd" */
	struct text service;  /* "submission/smtpd", of the same */
	struct text rest;     /* what the program says */
};

/* Times of lines that follow each other are mostly the same; all bytes zero at
 * first. */
struct frame_clock {
	char stamp[48];
	size_t len;
	int64_t at_s;
	int64_t now_s; /* set by the caller: of lines without a year */
};

/* Read a line of len bytes, with or without its newline. */
void frame_read(struct frame *out, struct frame_clock *clock,
    const char *line, size_t len);

#endif
