/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPLAY_READER_H
#define DHF_REPLAY_READER_H

#include <stddef.h>

#include "replay/frame.h"
#include "replay/telling.h"

/*
 * reader - a line of a log of any of the programs that are understood
 *
 * Which one wrote it is found line by line, so that logs may be mixed freely.
 */

/* Read it, its frame to *f.  TOLD_ODD also for what nobody knows who wrote. */
enum told reader_line(struct telling *out, struct frame *f,
    struct frame_clock *clock, const char *line, size_t len);

#endif
