/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BUILD_TEXTSET_WRITE_H
#define DHF_BUILD_TEXTSET_WRITE_H

struct buf;
struct err;
struct table;

/*
 * textset_write - a set of texts as the image has it
 */

/* Append the pages (unsealed) that rule/textset.h reads: the texts of *list,
 * TEXTSET_MAX bytes at most, whose values are flags of 8 bits; none if it is
 * empty.  Returns 0, or -1 with *e: ERR_TEMP if memory ran out, ERR_PERM, with
 * the setting that has named the list, if it can't be laid out. */
int textset_write(struct buf *pages, const struct table *list,
    const char *setting, struct err *e);

#endif
