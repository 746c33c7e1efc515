/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_STORE_PAGES_H
#define DHF_STORE_PAGES_H

#include "store/engine.h"

struct err;

/*
 * pages - an LMDB file as its format says, page by page, and nothing believed
 *
 * The layout of version 1 (LMDB 0.9): two head pages of which the one with the
 * larger transaction number counts, a tree of free pages, a tree of records.
 * "Each page up to the last is reachable exactly once: used by a tree, or
 * listed as free" (mdb.c of LMDB 0.9.24), and only free ones may be missing at
 * the end of the file.  Sizes and order of octets are those of this machine.
 */

#define PAGES_LAYOUT 1

/* The layout that a file says it has to *out, 0 if it is no LMDB file.  -1 with
 * errno if it can't be read. */
int pages_layout(unsigned *out, int fd);

/* Read the whole file fd, and show each record in its order to judge, until
 * that answers other than STORE_GOOD or STORE_OLDER.  Returns the worst that
 * judge answered; STORE_DAMAGED if a page does not hold what the format says,
 * and STORE_UNKNOWN if it could not be read; with *why unless it is STORE_GOOD
 * or STORE_OLDER. */
enum store_health pages_check(int fd, enum store_health (*judge)(void *arg,
    struct store_bytes key, struct store_bytes value), void *arg,
    struct err *why);

#endif
