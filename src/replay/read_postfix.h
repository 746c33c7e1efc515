/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPLAY_READ_POSTFIX_H
#define DHF_REPLAY_READ_POSTFIX_H

#include "replay/frame.h"
#include "replay/telling.h"

/*
 * read_postfix - what Postfix says, and its postscreen
 *
 * A line tells a client where the server writes it, "NAME[IP]" behind its own
 * words; NAME is one that leads back, or "unknown", which is to say that it
 * has not been told.  What comes in at submission ports is no business of a
 * filter for port 25: nothing is told of it.
 */
enum told read_postfix(struct telling *out, const struct frame *f);

#endif
