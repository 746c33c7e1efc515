/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPLAY_MOMENT_H
#define DHF_REPLAY_MOMENT_H

#include <stdbool.h>
#include <stdint.h>

struct err;

/*
 * moment - a time as people say it: "2026-11-29", a time as logs have it, or
 * how long ago, "7d"
 */

/* Read it; of a day, in UTC, its begin or, with end, the second behind it.  -1
 * with *e ERR_PERM. */
int moment_parse(int64_t *out, const char *text, bool end, int64_t now_s,
    struct err *e);

#endif
