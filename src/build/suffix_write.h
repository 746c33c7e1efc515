/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BUILD_SUFFIX_WRITE_H
#define DHF_BUILD_SUFFIX_WRITE_H

struct buf;
struct err;
struct table;

/*
 * suffix_write - the Public Suffix List as the image has it
 */

/* Append the pages (unsealed) that rule/suffixes.h reads: the domains of
 * *list, whose values are SUFFIXES_ flags; none if it is empty.  Returns 0, or
 * -1 with *e: ERR_TEMP if memory ran out, ERR_PERM if the list can't be laid
 * out. */
int suffix_write(struct buf *pages, const struct table *list, struct err *e);

#endif
