/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BUILD_BIND_H
#define DHF_BUILD_BIND_H

struct buf;
struct err;
struct rulebook;

/* Write the image of *b (dhf.db(5)) to *out, which is empty.  The same book
 * always gives the same bytes.  Sorts the book's networks.  Returns 0, or -1
 * with *e: ERR_TEMP if memory ran out, ERR_PERM if something is too large for
 * the format. */
int bind_image(struct buf *out, struct rulebook *b, struct err *e);

#endif
