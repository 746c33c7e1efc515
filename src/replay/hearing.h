/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPLAY_HEARING_H
#define DHF_REPLAY_HEARING_H

#include <stdbool.h>
#include <stdint.h>

struct visitors;
struct err;

/*
 * hearing - whom somebody has called good or bad
 *
 * A file of "IP<TAB>HOST", with "-" for what is not known, and whatever else
 * behind a further tab, as dhf-test -e takes it.  A name without an address
 * speaks for whoever is proven to have it; it speaks against whoever has it.
 */

/* Put what a file says to the visitors, for those that are in it; "-" is
 * standard input.  -1 with *e: it can't be read, or ERR_PERM, with the line,
 * if one is wrong. */
int hearing_read(struct visitors *c, const char *path, bool good,
    struct err *e);

#endif
